"""The application whose page is loaded: two lines of HTML, as the documentation shows them, and a token."""

import time
from secrets import token_urlsafe

import jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route

from ringback import Config, Ringback

SECRET = token_urlsafe(48)
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Calls</title>
<link rel="icon" href="data:,">
<script type="module" src="/calls/sdk/elements.js"></script>
<ringback-phone server="/calls" token-url="/token"></ringback-phone>
</html>
"""


async def page(_request: Request) -> Response:
    return HTMLResponse(PAGE)


async def token(_request: Request) -> Response:
    return PlainTextResponse(jwt.encode({"sub": "alice", "exp": time.time() + 600}, SECRET, algorithm="HS256"))


ringback = Ringback(Config(secret=SECRET, presence=True, database_url="memory:"))
app = Starlette(
    routes=[Route("/", page), Route("/token", token), Mount("/calls", ringback.app)], lifespan=ringback.lifespan
)
