"""One WebSocket of a session: what it carries, and each way in which it ends."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from ringback.client import connection
from ringback.client.connection import Connection, _is_stranded
from ringback.client.session import Session
from ringback.client.signaling_errors import ConnectionLost, HandshakeRefused, TokenRefused
from ringback.client.signaling_socket import open_socket
from ringback.messages import CallHangup, ServerMessage, Welcome
from tests.unit.client.fake_server import Visitor, fake_server

HANGUP = CallHangup(recipient_id="bob", call_id="c1")
QUICK = {"intervalMs": 50, "timeoutMs": 1_000, "inCallIntervalMs": 50, "inCallTimeoutMs": 1_000}


class Client:
    """A session, its connection, and what came."""

    def __init__(self) -> None:
        self.session = Session("device")
        self.heard: asyncio.Queue[ServerMessage] = asyncio.Queue()
        self.connection: Connection

    async def run(self, url: str) -> None:
        self.connection = Connection(await open_socket(f"{url}/ws", "t"), self.session, self.received)
        await self.connection.run(self.session.hello(token=None, presence=False))

    def received(self, message: ServerMessage) -> None:
        self.session.received(message, asyncio.get_running_loop().time())
        self.heard.put_nowait(message)
        self.connection.flush()


@asynccontextmanager
async def connecting() -> AsyncIterator[tuple[Client, Visitor, asyncio.Task[None]]]:
    """A client that has said hello, and the server's end."""
    async with fake_server() as server, asyncio.timeout(5):
        client = Client()
        running = asyncio.create_task(client.run(server.url))
        try:
            yield client, await server.visitor(), running
        finally:
            running.cancel()
            await asyncio.wait((running,))


async def test_it_says_hello_hands_on_what_comes_and_sends_what_the_session_says() -> None:
    async with connecting() as (client, visitor, _):
        assert visitor.hello["deviceId"] == "device"
        client.session.send(HANGUP)
        client.connection.flush()
        await visitor.welcome()
        assert isinstance(await client.heard.get(), Welcome)
        said = await visitor.receive()
        assert said["type"] == "call-hangup"
        await client.connection.sent()
        assert client.heard.empty()


async def test_a_server_that_does_not_say_welcome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "WELCOME_S", 0.05)
    async with connecting() as (_, visitor, running):
        assert await visitor.close_code() is None
        with pytest.raises(HandshakeRefused):
            await running


async def test_a_server_that_falls_silent() -> None:
    async with connecting() as (_, visitor, running):
        await visitor.welcome(heartbeat=QUICK)
        assert await visitor.receive() == {"type": "ping"}
        assert await visitor.close_code() is None
        with pytest.raises(ConnectionLost, match="silent"):
            await running


async def test_what_is_not_known_is_a_sign_of_life() -> None:
    async with connecting() as (client, visitor, _):
        await visitor.welcome()
        await client.heard.get()
        asks_at = client.session.due
        client.session.received = lambda *_: []  # type: ignore[method-assign]  # the pong that follows counts for nothing
        await visitor.send({"type": "of a newer server"})
        await visitor.send({"type": "pong"})
        await client.heard.get()
        assert client.session.due > asks_at


async def test_a_server_that_ends_it_says_why() -> None:
    async with connecting() as (_, visitor, running):
        await visitor.welcome()
        await visitor.socket.close(4401)
        with pytest.raises(TokenRefused):
            await running


async def test_only_cancelling_says_goodbye() -> None:
    async with connecting() as (client, visitor, running):
        await visitor.welcome()
        await client.heard.get()
        running.cancel()
        assert await visitor.close_code() == 1000


async def test_nothing_runs_on_when_it_has_ended() -> None:
    before = asyncio.all_tasks()
    async with connecting() as (_, visitor, running):
        await visitor.welcome()
        visitor.cut()
        with pytest.raises(ConnectionLost):
            await running
    assert asyncio.all_tasks() == before


@pytest.mark.parametrize(("address", "stranded"), [("127.0.0.1", False), ("192.0.2.1", True)])
def test_a_connection_is_stranded_when_this_machine_has_its_address_no_longer(address: str, stranded: bool) -> None:
    assert _is_stranded((address, 1)) is stranded
