"""A directory in HTMX. Its parts are exchanged while a call goes on. Start it with: npm start"""

import time
from pathlib import Path
from secrets import token_urlsafe

import jwt
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates

from ringback import Config, Ringback

TEAMS = {"sales": ["alice", "bob"], "support": ["carol", "dave"]}  # stands for your directory
SECRET = token_urlsafe(48)  # yours comes from the environment and outlives a restart
HERE = Path(__file__).parent

ringback = Ringback(Config(secret=SECRET, presence=True, database_url="memory:"))
templates = Jinja2Templates(HERE / "templates")
app = FastAPI(lifespan=ringback.lifespan)
app.mount("/calls", ringback.app)
app.mount("/htmx", StaticFiles(directory=HERE / "node_modules" / "htmx.org" / "dist"))


@app.get("/")
def page(request: Request, name: str = "alice") -> Response:
    return templates.TemplateResponse(request, "index.html", {"name": name, "teams": TEAMS})


@app.get("/teams/{team}")
def members(request: Request, team: str) -> Response:
    if team not in TEAMS:
        raise HTTPException(404)
    return templates.TemplateResponse(request, "team.html", {"team": team, "members": TEAMS[team]})


@app.get("/token")
def token(name: str) -> PlainTextResponse:
    """Anybody may be anybody here. In your application, give a token to whoever is signed in."""
    return PlainTextResponse(jwt.encode({"sub": name, "exp": int(time.time()) + 600}, SECRET, algorithm="HS256"))
