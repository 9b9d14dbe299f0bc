"""A server with sessions that says only what a test has it say."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from tests.unit.client.servers import websocket_server

HEARTBEAT = {"intervalMs": 20_000, "timeoutMs": 30_000, "inCallIntervalMs": 5_000, "inCallTimeoutMs": 15_000}
PATIENCE_S = 5.0


class Visitor:
    """One connection of a client, whose hello has come."""

    def __init__(self, socket: ServerConnection, hello: dict[str, Any]) -> None:
        self.socket = socket
        self.hello = hello

    async def welcome(self, *, resumed: bool = False, **of_the_session: Any) -> None:
        """Let the client in."""
        session = {"resumed": resumed, "resumeToken": "r", "epoch": "e", "seq": 0, "windowMs": 120_000}
        session |= {"heartbeat": HEARTBEAT, "calls": [], **of_the_session}
        await self.send(
            {"type": "welcome", "protocol": 1, "userId": "alice", "tokenExpiresInMs": None, "session": session}
        )

    async def send(self, message: dict[str, Any]) -> None:
        """Say something."""
        await self.socket.send(json.dumps(message))

    async def receive(self) -> dict[str, Any]:
        """The next thing that the client says."""
        async with asyncio.timeout(PATIENCE_S):
            message: dict[str, Any] = json.loads(await self.socket.recv())
            return message

    async def command(self) -> dict[str, Any]:
        """The next thing that it says about a call."""
        while "commandId" not in (message := await self.receive()):
            pass
        return message

    async def done(self, command: dict[str, Any]) -> None:
        """Say that it is done."""
        await self.send({"type": "done", "commandId": command["commandId"]})

    def cut(self) -> None:
        """End it without a word."""
        self.socket.transport.abort()

    async def close_code(self) -> int | None:
        """How the client ends it; None is without a close frame."""
        async with asyncio.timeout(PATIENCE_S):
            try:
                while True:
                    await self.socket.recv()
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else None


class FakeServer:
    """Hands out each connection once its hello has come."""

    def __init__(self) -> None:
        self.url = ""
        self._visitors: asyncio.Queue[Visitor] = asyncio.Queue()

    async def serve(self, socket: ServerConnection) -> None:
        """For the WebSocket server."""
        try:
            await self._visitors.put(Visitor(socket, json.loads(await socket.recv())))
        finally:
            await socket.wait_closed()

    async def visitor(self) -> Visitor:
        """The next connection."""
        async with asyncio.timeout(PATIENCE_S):
            return await self._visitors.get()

    async def welcomed(self, *, resumed: bool = False, **of_the_session: Any) -> Visitor:
        """The next connection, let in."""
        visitor = await self.visitor()
        await visitor.welcome(resumed=resumed, **of_the_session)
        return visitor


@asynccontextmanager
async def fake_server() -> AsyncIterator[FakeServer]:
    """A server on loopback."""
    server = FakeServer()
    async with websocket_server(server.serve) as server.url:
        yield server
