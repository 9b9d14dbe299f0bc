"""People who sign in here can call each other, in a Jinja template. Start it with: uvicorn app:app"""

import secrets
import time
from pathlib import Path
from typing import Annotated

import jwt
from fastapi import Cookie, FastAPI, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse
from fastapi.templating import Jinja2Templates

from ringback import Config, Ringback

PASSWORDS = {"alice": "wonderland", "bob": "builder"}  # stands for your user table
SECRET = secrets.token_urlsafe(48)  # yours comes from the environment and outlives a restart
sessions: dict[str, str] = {}  # stands for your session store

ringback = Ringback(Config(secret=SECRET, presence=True))
templates = Jinja2Templates(Path(__file__).with_name("templates"))
app = FastAPI(lifespan=ringback.lifespan)
app.mount("/calls", ringback.app)


@app.get("/")
def page(request: Request, session: Annotated[str, Cookie()] = "") -> Response:
    return templates.TemplateResponse(request, "index.html", {"user": sessions.get(session)})


@app.post("/login")
def login(user: Annotated[str, Form()], password: Annotated[str, Form()]) -> Response:
    expected = PASSWORDS.get(user)
    if expected is None or not secrets.compare_digest(expected.encode(), password.encode()):
        raise HTTPException(401)
    session = secrets.token_urlsafe()
    sessions[session] = user
    response = RedirectResponse("/", status_code=303)
    response.set_cookie("session", session, httponly=True, samesite="strict")
    return response


@app.get("/token")
def token(session: Annotated[str, Cookie()] = "") -> str:
    if session not in sessions:
        raise HTTPException(401)
    return jwt.encode({"sub": sessions[session], "exp": int(time.time()) + 600}, SECRET, algorithm="HS256")
