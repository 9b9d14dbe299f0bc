"""Serves the page of a store example, which `npm start` has built in the folder that this is started in."""

import time
from http import HTTPStatus
from pathlib import Path
from secrets import token_urlsafe

import jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ringback import BrowserSdk, Config, Ringback

SECRET = token_urlsafe(48)  # yours comes from the environment and outlives a restart
SDK = BrowserSdk("/calls")
POLICY = f"default-src 'none'; script-src 'self' {SDK.csp_source}; connect-src 'self'; img-src data:; base-uri 'none'"
PAGE = f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Calls</title>
<link rel="icon" href="data:,">
<main></main>
{SDK.import_map()}
<script type="module" src="/build/main.js"></script>
</html>
"""


async def page(_request: Request) -> Response:
    return HTMLResponse(PAGE, headers={"content-security-policy": POLICY})


async def token(request: Request) -> Response:
    """Anybody may be anybody here. In your application, give a token to whoever is signed in."""
    name = request.query_params.get("name", "")
    if not 0 < len(name) <= 40:
        return Response(status_code=HTTPStatus.UNPROCESSABLE_ENTITY)
    return PlainTextResponse(jwt.encode({"sub": name, "exp": time.time() + 600}, SECRET, algorithm="HS256"))


ringback = Ringback(Config(secret=SECRET, database_url="memory:", presence=True))
app = Starlette(
    routes=[
        Route("/", page),
        Route("/token", token),
        Mount("/build", StaticFiles(directory=Path("build"))),
        Mount("/calls", ringback.app),
    ],
    lifespan=ringback.lifespan,
)
