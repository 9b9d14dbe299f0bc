"""The client against our real server on loopback, and against servers that misbehave."""

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec import structs
from websockets.asyncio.server import ServerConnection

from ringback.client import connection, signaling, token_renewal
from ringback.client.signaling import SignalingClient
from ringback.client.signaling_errors import (
    AuthenticationExpired,
    HandshakeRefused,
    OutboxFull,
    SignalingClosed,
    SlowConsumer,
    TokenRefused,
    TokenUnavailable,
)
from ringback.client.token_renewal import TokenRenewal
from ringback.messages import (
    CallAccept,
    CallError,
    CallHangup,
    CallIceCandidate,
    CallOffer,
    CallRinging,
    ForwardedAccept,
    ForwardedHangup,
    ForwardedIceCandidate,
    ForwardedOffer,
    IceCandidate,
    Presence,
    ServerMessage,
)
from tests.serving import ringback, serving, token_for
from tests.unit.client.servers import websocket_server

WELCOME = json.dumps({"type": "welcome", "protocol": 1, "userId": "alice", "tokenExpiresInMs": None})
OFFER = CallOffer(recipient_id="bob", call_id="c1", sdp="v=0")
HANGUP = CallHangup(recipient_id="bob", call_id="c1")


def client(address: str, user: str, *, presence: bool = False) -> SignalingClient:
    return SignalingClient(f"http://{address}", token=token_for(user), presence=presence)


async def told(client: SignalingClient) -> ServerMessage:
    """The next message but that it rings."""
    async with asyncio.timeout(5):
        while isinstance(message := await anext(client), CallRinging):
            pass
    return message


@asynccontextmanager
async def alice_and_bob() -> AsyncIterator[tuple[SignalingClient, SignalingClient]]:
    async with serving(ringback().app) as address, client(address, "alice") as alice, client(address, "bob") as bob:
        yield alice, bob


@asynccontextmanager
async def welcomed(then: str = "", *, close: int | None = None, delay: bool = False) -> AsyncIterator[SignalingClient]:
    """A client of a server that says welcome, then sends ``then``, and closes with ``close``."""
    stopping = asyncio.Event()

    async def serve(connection: ServerConnection) -> None:
        await connection.recv()
        await connection.send(WELCOME)
        for frame in then.splitlines():
            await connection.send(frame)
        if close is not None:
            await connection.close(close)
        if delay:
            connection.transport.pause_reading()
        await stopping.wait()

    async with websocket_server(serve) as url:
        try:
            async with SignalingClient(url, token="t") as opened:
                yield opened
        finally:
            stopping.set()


async def test_the_welcome() -> None:
    async with alice_and_bob() as (alice, bob):
        assert (alice.user_id, bob.user_id) == ("alice", "bob")
        assert alice.welcome.protocol == 1
        assert 500_000 < (alice.welcome.token_expires_in_ms or 0) <= 600_000


async def test_messages_go_both_ways_in_order() -> None:
    candidate = IceCandidate(candidate="candidate:1", sdp_mid="0", sdp_m_line_index=0, username_fragment="u")
    async with alice_and_bob() as (alice, bob):
        alice.send(CallOffer(recipient_id="bob", call_id="c1", sdp="v=0"))
        for number in range(50):
            numbered = structs.replace(candidate, sdp_m_line_index=number)
            alice.send(CallIceCandidate(recipient_id="bob", call_id="c1", candidate=numbered))
        assert isinstance(await told(bob), ForwardedOffer)
        for number in range(50):
            heard = await told(bob)
            assert isinstance(heard, ForwardedIceCandidate)
            assert heard.candidate == structs.replace(candidate, sdp_m_line_index=number)
        bob.send(CallAccept(recipient_id="alice", call_id="c1"))
        assert isinstance(await told(alice), ForwardedAccept)


async def test_what_the_server_refuses_is_a_message() -> None:
    async with alice_and_bob() as (alice, _):
        alice.send(CallOffer(recipient_id="carol", call_id="c1", sdp="v=0"))
        answer = await anext(alice)
        assert isinstance(answer, CallError)
        assert (answer.call_id, answer.error) == ("c1", "recipient_offline")


async def test_presence_is_asked_for() -> None:
    async with serving(ringback(presence=True).app) as address, client(address, "bob", presence=True) as bob:
        first = await anext(bob)
        assert isinstance(first, Presence)
        async with client(address, "alice"):
            assert await anext(bob) == Presence(online=["alice"])


async def test_what_is_sent_just_before_closing_goes_out() -> None:
    async with serving(ringback().app) as address, client(address, "bob") as bob:
        async with client(address, "alice") as alice:
            alice.send(OFFER)
            alice.send(HANGUP)
        assert isinstance(await told(bob), ForwardedOffer)
        assert isinstance(await told(bob), ForwardedHangup)


async def test_a_token_that_fits_no_header_goes_into_the_hello() -> None:
    hellos: list[str | bytes] = []

    async def serve(connection: ServerConnection) -> None:
        hellos.append(await connection.recv())
        await connection.send(WELCOME)
        await connection.wait_closed()

    async with websocket_server(serve) as url, SignalingClient(url, token="ünïcode"):
        pass
    async with websocket_server(serve) as url, SignalingClient(url, token="t", presence=True):
        pass
    first, second = (json.loads(hello) for hello in hellos)
    assert first.pop("deviceId") != second.pop("deviceId")
    assert first == {"type": "hello", "token": "ünïcode", "callWaiting": True, "native": True}
    assert second == {"type": "hello", "presence": True, "callWaiting": True, "native": True}


async def test_the_token_is_renewed_on_the_open_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_renewal, "LEAST_S", 0.0)
    monkeypatch.setattr(token_renewal, "RENEW_AT", 0.001)
    lifetimes: list[int | None] = []
    renewed = asyncio.Event()
    schedule = TokenRenewal.schedule

    def note(self: TokenRenewal, expires_in_ms: int | None) -> None:
        lifetimes.append(expires_in_ms)
        if len(lifetimes) == 2:
            renewed.set()
        schedule(self, expires_in_ms)

    async def make_token() -> str:
        return token_for("alice", expires_in_s=600 if lifetimes else 20)

    monkeypatch.setattr(TokenRenewal, "schedule", note)
    async with serving(ringback().app) as address, SignalingClient(f"http://{address}", token=make_token) as alice:
        async with asyncio.timeout(5):
            await renewed.wait()
        alice.send(CallOffer(recipient_id="carol", call_id="c1", sdp="v=0"))
        assert isinstance(await anext(alice), CallError)  # of the offer, and nothing of the renewal before it
    assert 0 < (lifetimes[0] or 0) <= 20_000
    assert 500_000 < (lifetimes[1] or 0) <= 600_000


async def test_a_token_that_cannot_be_renewed_ends_it() -> None:
    async with serving(ringback().app) as address:
        with pytest.raises(AuthenticationExpired):
            async with SignalingClient(f"http://{address}", token=token_for("alice", expires_in_s=0.3)) as alice:
                await anext(alice)
    async with welcomed(close=4001) as alice:
        with pytest.raises(AuthenticationExpired) as error:
            await anext(alice)
        assert error.value.close_code == 4001
        with pytest.raises(AuthenticationExpired):
            alice.send(HANGUP)
        with pytest.raises(AuthenticationExpired):
            await anext(alice)


async def test_a_token_that_cannot_be_made() -> None:
    with pytest.raises(TokenUnavailable):
        await SignalingClient("http://127.0.0.1:1", token=lambda: "").connect()


async def test_what_came_before_the_end_is_read_first() -> None:
    accept = '{"type":"call-accept","senderId":"bob","callId":"c1"}'
    async with welcomed(f"{accept}\n{accept}", close=4401) as alice:
        await asyncio.wait_for(alice._task or asyncio.sleep(0), 5)
        assert await anext(alice) == await anext(alice) == ForwardedAccept(sender_id="bob", call_id="c1")
        with pytest.raises(TokenRefused) as error:
            await anext(alice)
        assert error.value.close_code == 4401


async def test_what_is_not_known_is_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "ringback.client")
    accept = '{"type":"call-accept","senderId":"bob","callId":"c1"}'
    async with welcomed('{"type":"call-hologram","senderId":"bob"}\nnonsense\n' + accept) as alice:
        assert await anext(alice) == ForwardedAccept(sender_id="bob", call_id="c1")
    assert {record.levelno for record in caplog.records if record.name == "ringback.client"} == {logging.DEBUG}


async def test_the_server_closes_before_it_says_welcome() -> None:
    async def serve(connection: ServerConnection) -> None:
        await connection.close(4401)

    async with websocket_server(serve) as url:
        with pytest.raises(TokenRefused):
            await SignalingClient(url, token="t").connect()
    assert len(asyncio.all_tasks()) == 1


async def test_a_server_that_never_says_welcome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "WELCOME_S", 0.05)

    async def serve(connection: ServerConnection) -> None:
        await connection.wait_closed()

    async with websocket_server(serve) as url:
        with pytest.raises(HandshakeRefused):
            await SignalingClient(url, token="t").connect()
    assert len(asyncio.all_tasks()) == 1


async def test_messages_that_come_before_the_welcome_are_kept() -> None:
    async def serve(connection: ServerConnection) -> None:
        await connection.send('{"type":"call-accept","senderId":"bob","callId":"c1"}')
        await connection.send(WELCOME)
        await connection.wait_closed()

    async with websocket_server(serve) as url, SignalingClient(url, token="t") as alice:
        assert await anext(alice) == ForwardedAccept(sender_id="bob", call_id="c1")


async def test_a_program_that_does_not_read_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signaling, "INBOX_MESSAGES", 3)
    accept = '{"type":"call-accept","senderId":"bob","callId":"c1"}'
    async with welcomed("\n".join([accept] * 4)) as alice:
        await asyncio.wait_for(alice._task or asyncio.sleep(0), 5)
        for _ in range(3):
            await anext(alice)
        with pytest.raises(SlowConsumer):
            await anext(alice)


async def test_more_than_a_server_takes_is_not_taken_from_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signaling, "CLOSE_TIMEOUT_S", 0.1)
    monkeypatch.setattr(connection, "CLOSE_TIMEOUT_S", 0.1)
    async with welcomed(delay=True) as alice:
        offer = CallOffer(recipient_id="bob", call_id="c1", sdp="x" * 32_000)
        with pytest.raises(OutboxFull):
            for _ in range(2000):
                alice.send(offer)
                await asyncio.sleep(0)
        alice.send(HANGUP)  # there is always room for an end


async def test_sending_without_a_connection() -> None:
    unopened = SignalingClient("http://127.0.0.1:1", token="t")
    with pytest.raises(SignalingClosed):
        unopened.send(HANGUP)
    with pytest.raises(SignalingClosed):
        _ = unopened.user_id
    await unopened.aclose()
    with pytest.raises(SignalingClosed):
        await unopened.connect()


async def test_closing_ends_the_iteration_and_the_sending() -> None:
    async with welcomed() as alice:
        reading = asyncio.ensure_future(anext(alice, None))
        await asyncio.sleep(0)
        await alice.aclose()
        assert await reading is None
        assert [message async for message in alice] == []
        with pytest.raises(SignalingClosed):
            alice.send(HANGUP)
        with pytest.raises(SignalingClosed):
            await alice.connect()


async def test_after_closing_nothing_more_is_read() -> None:
    accept = '{"type":"call-accept","senderId":"bob","callId":"c1"}'
    async with welcomed(accept, close=4401) as alice:
        await asyncio.wait_for(alice._task or asyncio.sleep(0), 5)
        await alice.aclose()
        with pytest.raises(TokenRefused):  # and not the message that was waiting
            await anext(alice)


async def test_a_cancelled_read_loses_nothing() -> None:
    async with alice_and_bob() as (alice, bob):
        reading = asyncio.ensure_future(anext(bob))
        await asyncio.sleep(0)
        reading.cancel()
        alice.send(OFFER)
        assert isinstance(await told(bob), ForwardedOffer)


async def test_a_connect_that_is_cancelled_or_closed_leaves_nothing() -> None:
    opened, ended = asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def serve(connection: ServerConnection) -> None:
        opened.release()
        await connection.wait_closed()
        ended.release()

    async with websocket_server(serve) as url, asyncio.timeout(5):
        cancelled = SignalingClient(url, token="t")
        connecting = asyncio.ensure_future(cancelled.connect())
        await opened.acquire()
        connecting.cancel()
        await asyncio.wait((connecting,))
        assert connecting.cancelled()
        await ended.acquire()

        closed = SignalingClient(url, token="t")
        connecting = asyncio.ensure_future(closed.connect())
        await asyncio.sleep(0)
        await closed.aclose()
        with pytest.raises(SignalingClosed):
            await connecting
    assert len(asyncio.all_tasks()) == 1


async def test_nothing_is_left_after_a_hundred_connections() -> None:
    def count() -> tuple[int, int, int]:
        return len(asyncio.all_tasks()), threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))

    async with serving(ringback().app) as address:
        async with client(address, "alice"):
            pass
        before = count()
        for _ in range(100):
            async with client(address, "alice") as alice:
                alice.send(HANGUP)
            await alice.aclose()
        await asyncio.sleep(0)
        tasks, threads, descriptors = count()
    assert threads == before[1]
    assert tasks <= before[0] + 2
    assert descriptors <= before[2] + 2
