"""A real server on loopback for a test, and clients that know only the wire."""

import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import jwt
import uvicorn
import websockets
from starlette.types import ASGIApp
from websockets.asyncio.client import ClientConnection

from ringback import Config, Ringback

SECRET = "a test's key, at least thirty-two bytes long"


UNMEASURED = dict.fromkeys(("call_rate", "candidate_rate", "message_rate", "control_rate"), "1000000/1000000")
"""Settings for a test that says more than a person would."""


def token_for(user: str, *, expires_in_s: float = 600, secret: str = SECRET, **claims: Any) -> str:
    """A token such as the host application would make."""
    return jwt.encode({"sub": user, "exp": time.time() + expires_in_s, **claims}, secret, algorithm="HS256")


def ringback(*, can_call: Any = None, authenticate: Any = None, **settings: Any) -> Ringback:
    """A server object with the test's key, which keeps calls for as long as it runs."""
    settings = {"database_url": "memory:", **settings}
    return Ringback(Config(secret=SECRET, **settings), can_call=can_call, authenticate=authenticate)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


@asynccontextmanager
async def serving(app: ASGIApp, *, lifespan: str = "auto", **settings: Any) -> AsyncIterator[str]:
    """``app`` under a real uvicorn; yields ``127.0.0.1:PORT``."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        lifespan=lifespan,  # type: ignore[arg-type] # uvicorn's Literal
        log_config=None,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=2,
        **{"ws": "websockets-sansio", **settings},
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await server.up.wait()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


class Client:
    """One WebSocket that knows only the wire."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, message: dict[str, Any] | str | bytes) -> None:
        """Send a message, or a raw frame."""
        await self.socket.send(json.dumps(message) if isinstance(message, dict) else message)

    async def receive(self) -> dict[str, Any]:
        """The next message."""
        async with asyncio.timeout(5):
            answer: dict[str, Any] = json.loads(await self.socket.recv())
            return answer

    async def has_received_nothing(self) -> bool:
        """Whether nothing is on its way to this client.

        An unknown type is answered on the same connection, behind everything that was sent before; so once the answer
        is here, whatever else was coming would be here too.
        """
        await self.send({"type": "probe"})
        answer = await self.receive()
        return (answer["type"], answer.get("error")) == ("call-error", "unknown_type")

    async def receive_if_there(self) -> dict[str, Any] | None:
        """The next message if one arrives within a moment, else None."""
        try:
            async with asyncio.timeout(0.001):
                answer: dict[str, Any] = json.loads(await self.socket.recv())
                return answer
        except TimeoutError:
            return None

    async def close_code(self) -> int:
        """The code with which the server closes this connection, whatever it still sends before."""
        async with asyncio.timeout(5):
            while True:
                try:
                    await self.socket.recv()
                except websockets.ConnectionClosed as closed:
                    assert closed.rcvd is not None, "the connection was cut without a close frame"
                    return closed.rcvd.code


@asynccontextmanager
async def connected(address: str, user: str, *, path: str = "/ws", **options: Any) -> AsyncIterator[Client]:
    """``user``, connected with the token in the header."""
    headers = {"Authorization": f"Bearer {token_for(user)}"}
    async with websockets.connect(f"ws://{address}{path}", additional_headers=headers, **options) as socket:
        yield Client(socket)
