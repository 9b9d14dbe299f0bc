"""A real server on loopback for a test, and clients that know only the wire."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import websockets
from starlette.types import ASGIApp
from websockets.asyncio.client import ClientConnection

from ringback import testing
from ringback.testing import SECRET, ringback, token_for

__all__ = ["PROTOCOL", "SECRET", "UNMEASURED", "Client", "connected", "ringback", "serving", "token_for"]

UNMEASURED = dict.fromkeys(("call_rate", "candidate_rate", "message_rate", "control_rate"), "1000000/1000000")
"""Settings for a test that says more than a person would."""

PROTOCOL: str | type[asyncio.Protocol] = "websockets-sansio"
"""How uvicorn speaks WebSocket where a test does not say."""


@asynccontextmanager
async def serving(app: ASGIApp, **settings: Any) -> AsyncIterator[str]:
    """``app`` under a real uvicorn; yields ``127.0.0.1:PORT``."""
    async with testing.serving(app, **{"ws": PROTOCOL, **settings}) as address:
        yield address


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
