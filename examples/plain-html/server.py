"""Two servers: one hands out the page, as any web server may; the other, of another origin, has its calls."""

import asyncio
import time
from pathlib import Path
from secrets import token_urlsafe

import jwt
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from ringback import Config, Ringback

PAGES = "http://127.0.0.1:8080"
SECRET = token_urlsafe(48)  # yours comes from the environment and outlives a restart


async def token(request: Request) -> PlainTextResponse:
    """Anybody may be anybody here. In your application, give a token to whoever is signed in."""
    claims = {"sub": request.query_params.get("name", "guest"), "exp": time.time() + 600}
    return PlainTextResponse(jwt.encode(claims, SECRET, algorithm="HS256"))


ringback = Ringback(Config(secret=SECRET, allowed_origins=(PAGES,), presence=True, database_url="memory:"))
calls = Starlette(
    routes=[
        Route("/token", token, middleware=[Middleware(CORSMiddleware, allow_origins=[PAGES])]),
        Mount("/", ringback.app),
    ],
    lifespan=ringback.lifespan,
)
pages = Starlette(routes=[Mount("/", StaticFiles(directory=Path(__file__).with_name("pages"), html=True))])


async def main() -> None:
    servers = [uvicorn.Server(uvicorn.Config(app, port=port)) for app, port in ((pages, 8080), (calls, 8000))]
    await asyncio.gather(*(server.serve() for server in servers))


if __name__ == "__main__":
    asyncio.run(main())
