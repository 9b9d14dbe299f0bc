"""A whole Django project in one file: whoever is logged in may connect, by Django's own session.

python project.py migrate
python project.py createsuperuser
uvicorn project:application
"""

import os
import secrets
import sys
import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth import aget_user
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.backends.db import SessionStore
from django.core.asgi import get_asgi_application
from django.core.management import execute_from_command_line
from django.http import HttpRequest
from django.urls import include, path
from django.views.generic import TemplateView
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.routing import Mount

from ringback import Config, Identity, Ringback

HERE = Path(__file__).parent

settings.configure(
    SECRET_KEY=os.environ.get("DJANGO_SECRET_KEY") or secrets.token_urlsafe(48),
    ALLOWED_HOSTS=["127.0.0.1", "localhost"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [HERE / "templates"],
            "OPTIONS": {"context_processors": ["django.contrib.auth.context_processors.auth"]},
        }
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": HERE / "db.sqlite3"}},
    LOGIN_REDIRECT_URL="/",
    LOGOUT_REDIRECT_URL="/",
    LOGIN_URL="/login/",
)
django_application = get_asgi_application()

urlpatterns = [
    path("", login_required(TemplateView.as_view(template_name="index.html"))),
    path("", include("django.contrib.auth.urls")),  # /login/ and /logout/
]


async def authenticate(connection: HTTPConnection, _token: str | None) -> Identity | None:
    """Whoever Django's session cookie belongs to, for ten minutes; then the browser SDK has it looked up again."""
    request = HttpRequest()
    request.session = SessionStore(connection.cookies.get(settings.SESSION_COOKIE_NAME))
    user = await aget_user(request)
    return Identity(user.get_username(), time.time() + 600) if user.is_authenticated else None


ringback = Ringback(Config.from_environ(presence=True), authenticate=authenticate)
application = Starlette(
    routes=[Mount("/calls", ringback.app), Mount("/", django_application)],
    lifespan=ringback.lifespan,
)

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
