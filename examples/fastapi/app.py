"""People who sign in here can call each other. Start it with: uvicorn app:app"""

import secrets
import time
from pathlib import Path
from typing import Annotated

import jwt
from fastapi import Cookie, FastAPI, HTTPException, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel

from ringback import Config, Ringback

HERE = Path(__file__).parent
PASSWORDS = {"alice": "wonderland", "bob": "builder"}  # stands for your user table
SECRET = secrets.token_urlsafe(48)  # yours comes from the environment and outlives a restart
sessions: dict[str, str] = {}  # stands for your session store

app = FastAPI()
app.mount("/calls", Ringback(Config(secret=SECRET)).app)


class Login(BaseModel):
    user: str
    password: str


@app.post("/login")
def login(form: Login, response: Response) -> None:
    password = PASSWORDS.get(form.user)
    if password is None or not secrets.compare_digest(password.encode(), form.password.encode()):
        raise HTTPException(401)
    session = secrets.token_urlsafe()
    sessions[session] = form.user
    response.set_cookie("session", session, httponly=True, samesite="strict")


@app.get("/token")
def token(session: Annotated[str, Cookie()] = "") -> str:
    if session not in sessions:
        raise HTTPException(401)
    return jwt.encode({"sub": sessions[session], "exp": int(time.time()) + 600}, SECRET, algorithm="HS256")


@app.get("/")
def page() -> FileResponse:
    return FileResponse(HERE / "index.html")


@app.get("/call.js")
def script() -> FileResponse:
    return FileResponse(HERE / "call.js")
