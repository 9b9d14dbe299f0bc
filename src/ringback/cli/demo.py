"""The page of ``ringback serve --demo``: sign in with a name, see who is online, call."""

import time
from http import HTTPStatus
from typing import Annotated, Any, Final

import jwt
import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ringback.errors import ConfigurationError
from ringback.messages import Refusal
from ringback.server.app import Ringback
from ringback.server.sdk import STATIC

TOKEN_TTL_S: Final = 3600
MAX_LOGIN_BYTES: Final = 4096

PAGE_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types lit-html"
    ),
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(self), display-capture=(self)",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
}


class _PageFiles(StaticFiles):
    """Scripts and styles, with the headers of the page: asked for again at each use, taken for nothing else."""

    def file_response(self, *args: Any, **options: Any) -> Response:
        response = super().file_response(*args, **options)
        response.headers.update(PAGE_HEADERS)
        return response


class _Login(msgspec.Struct):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=40, pattern=r"^\S(.*\S)?$")]


class _LoggedIn(msgspec.Struct):
    token: str


def demo_app(ringback: Ringback) -> Starlette:
    """The page, its login, and the server below.

    Raises:
        ConfigurationError: there is no HMAC key to make tokens with, or the page has not been built.
    """
    secret = ringback.config.secret
    if secret is None:
        raise ConfigurationError(
            "The demo makes its own tokens, so it needs RINGBACK_SECRET and not RINGBACK_JWKS_URL."
        )
    page = STATIC / "demo" / "index.html"
    if not page.exists():
        raise ConfigurationError("The demo page has not been built. In a checkout, `make run` builds it.")

    async def show(_request: Request) -> Response:
        return FileResponse(page, headers=PAGE_HEADERS)

    async def login(request: Request) -> Response:
        body = await request.body()
        try:
            name = msgspec.json.decode(body[:MAX_LOGIN_BYTES], type=_Login).name
        except msgspec.DecodeError:
            sentence = "Choose a name of 1 to 40 characters."
            refusal = msgspec.json.encode(Refusal(error="invalid_field", message=sentence))
            return Response(refusal, HTTPStatus.UNPROCESSABLE_ENTITY, media_type="application/json")
        token = jwt.encode({"sub": name, "exp": int(time.time()) + TOKEN_TTL_S}, secret, algorithm="HS256")
        answer = msgspec.json.encode(_LoggedIn(token=token))
        return Response(answer, media_type="application/json", headers={"cache-control": "no-store"})

    return Starlette(
        routes=[
            Route("/", show),
            Route("/demo/login", login, methods=["POST"]),
            Mount("/demo", _PageFiles(directory=STATIC / "demo")),
            Mount("/", ringback.app),
        ],
        lifespan=ringback.lifespan,
    )
