"""A client whose server can be lost, over real sockets: nothing is missed, nothing is done twice, nothing stays."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from threading import active_count
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection

from ringback.client import connection, reconnection, signaling
from ringback.client.reconnection import SignalingState
from ringback.client.signaling import SignalingClient
from ringback.client.signaling_errors import (
    AuthenticationExpired,
    HandshakeRefused,
    ServerUnreachable,
    SignalingClosed,
    TokenRefused,
    TokenUnavailable,
)
from ringback.client.signaling_socket import open_socket
from ringback.messages import CallHangup, CallOffer, ForwardedAccept, ForwardedHangup, Welcome
from tests.unit.client.fake_server import FakeServer, Visitor, fake_server
from tests.unit.client.servers import answering, http, websocket_server

OFFER = CallOffer(recipient_id="bob", call_id="c1", sdp="v=0")
HANGUP = CallHangup(recipient_id="bob", call_id="c1")
ACCEPTED = ForwardedAccept(sender_id="bob", call_id="c1")


def accept(seq: int) -> dict[str, Any]:
    return {"type": "call-accept", "senderId": "bob", "callId": "c1", "seq": seq}


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many failures each wait came after; none of them takes any time."""
    failures: list[int] = []

    def at_once(count: int, _: object, **_in_call: bool) -> float:
        failures.append(count)
        return 0.0

    monkeypatch.setattr(reconnection, "backoff", at_once)
    return failures


@asynccontextmanager
async def connected(server: FakeServer, **options: Any) -> AsyncIterator[tuple[SignalingClient, Visitor]]:
    client = SignalingClient(server.url, **{"token": "t", **options})
    opening = asyncio.ensure_future(client.connect())
    visitor = await server.welcomed()
    await opening
    try:
        yield client, visitor
    finally:
        await client.aclose()


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    async with fake_server() as running:
        yield running


async def test_what_was_missed_is_read_after_what_came_before(server: FakeServer) -> None:
    async with connected(server) as (alice, first):
        await first.send(accept(1))
        assert (await anext(alice)).call_id == "c1"  # type: ignore[union-attr]
        first.cut()
        second = await server.welcomed(resumed=True)
        assert second.hello["deviceId"] == first.hello["deviceId"]
        assert second.hello["resume"] == {"token": "r", "epoch": "e", "lastSeq": 1}
        for seq in (1, 2):
            await second.send(accept(seq))
        await second.send({"type": "call-hangup", "senderId": "bob", "callId": "c1", "seq": 3})
        assert isinstance(await anext(alice), ForwardedAccept)
        assert isinstance(await anext(alice), ForwardedHangup)


async def test_what_is_acknowledged(server: FakeServer) -> None:
    async with connected(server) as (_, first):
        await first.send({"type": "call-offer", "senderId": "bob", "callId": "c1", "sdp": "v=0", "seq": 1})
        assert await first.receive() == {"type": "ack", "seq": 1}
        await first.send(accept(2))
        assert await first.receive() == {"type": "ack", "seq": 2}


async def test_a_gap_is_closed_by_the_next_connection(server: FakeServer) -> None:
    async with connected(server) as (alice, first):
        await first.send(accept(1))
        await first.send(accept(3))
        assert await first.close_code() is None, "a close frame would end the session"
        second = await server.welcomed(resumed=True)
        assert second.hello["resume"]["lastSeq"] == 1
        await second.send(accept(2))
        await second.send(accept(3))
        assert [(await anext(alice)).seq for _ in range(3)] == [1, 2, 3]  # type: ignore[union-attr]


async def test_what_has_had_no_answer_is_said_again_under_the_same_id(server: FakeServer) -> None:
    async with connected(server) as (alice, first):
        alice.send(OFFER)
        await first.done(await first.command())
        alice.send(HANGUP)
        said = await first.command()
        first.cut()
        second = await server.welcomed(resumed=True)
        assert await second.command() == said
        await second.done(said)
        second.cut()
        third = await server.welcomed(resumed=True)
        alice.send(OFFER)
        offered = await third.command()
        assert offered["type"] == "call-offer"
        await third.done(offered)


async def test_what_is_said_without_a_connection_is_told_when_there_is_one(server: FakeServer) -> None:
    states: asyncio.Queue[SignalingState] = asyncio.Queue()
    async with connected(server, on_state=states.put_nowait) as (alice, first):
        assert [await states.get(), await states.get(), alice.state] == ["connecting", "open", "open"]
        first.cut()
        assert await states.get() == "waiting"
        alice.send(HANGUP)
        second = await server.visitor()
        assert await states.get() == "connecting"
        await second.welcome()
        said = await second.command()
        assert said["type"] == "call-hangup"
        assert await states.get() == "open"
        await second.done(said)
    assert (await states.get(), alice.state) == ("closed", "closed")


async def test_a_session_that_is_no_more_ends_the_calls_that_are_no_more(server: FakeServer) -> None:
    async with connected(server) as (alice, first):
        await first.send(accept(1))
        await anext(alice)
        first.cut()
        second = await server.welcomed(resumed=False)
        assert isinstance(await anext(alice), Welcome)
        assert await second.receive() == {"type": "ping"}
        await second.send({"type": "pong"})
        assert await anext(alice) == ForwardedHangup(sender_id="bob", call_id="c1", reason="lost")


async def test_a_server_that_goes_away_says_when_to_come_back(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    backoff_s = 60.0
    monkeypatch.setattr(reconnection, "backoff", lambda _failures, _random, **_in_call: backoff_s)
    loop = asyncio.get_running_loop()
    async with connected(server) as (_, first):
        await first.send({"type": "going-away", "reconnectInMs": 200})
        said = loop.time()
        await first.socket.close(1001)
        async with asyncio.timeout(30):
            second = await server.welcomed(resumed=True)
        assert loop.time() - said >= 0.19
        backoff_s = 0.5
        second.cut()
        said = loop.time()
        await server.visitor()
        assert loop.time() - said >= 0.49, "it holds once"


async def test_a_silent_server_is_asked_and_then_left(server: FakeServer) -> None:
    heartbeat = {"intervalMs": 50, "timeoutMs": 150, "inCallIntervalMs": 50, "inCallTimeoutMs": 150}
    async with connected(server) as (_, first):
        first.cut()
        second = await server.welcomed(heartbeat=heartbeat)
        assert await second.receive() == {"type": "ping"}
        await second.send({"type": "pong"})
        await second.send({"type": "of a newer server"})
        assert await second.receive() == {"type": "ping"}
        assert await second.close_code() is None
        third = await server.welcomed(resumed=True)
        await third.send({"type": "ping"})
        assert await third.receive() == {"type": "pong"}


async def test_a_change_of_network_has_the_connection_looked_at(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = watched_network(monkeypatch)
    async with connected(server) as (_, first):
        assert changed() == 1
        assert await first.receive() == {"type": "ping"}
    assert changed() == 0, "it is not watched any more"


async def test_a_change_of_network_ends_the_wait(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconnection, "backoff", lambda _failures, _random, **_in_call: 1000.0)
    changed = watched_network(monkeypatch)
    states: asyncio.Queue[SignalingState] = asyncio.Queue()
    async with connected(server, on_state=states.put_nowait) as (_, first):
        first.cut()
        while await states.get() != "waiting":
            pass
        changed()
        await server.welcomed(resumed=True)


async def test_a_change_of_network_has_a_connection_that_is_being_opened_opened_anew(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = watched_network(monkeypatch)
    opened = asyncio.Semaphore(0)

    async def second_is_slow(url: str, token: str) -> Any:
        tries.append(url)
        opened.release()
        if len(tries) == 2:
            await asyncio.Event().wait()
        return await open_socket(url, token)

    tries: list[str] = []
    monkeypatch.setattr(reconnection, "open_socket", second_is_slow)
    async with connected(server) as (_, first):
        await opened.acquire()
        first.cut()
        await asyncio.wait_for(opened.acquire(), 5)
        changed()
        await server.welcomed(resumed=True)


async def test_the_same_token_is_not_shown_again_when_it_is_refused(server: FakeServer) -> None:
    async with connected(server) as (alice, first):
        await first.socket.close(4401)
        with pytest.raises(TokenRefused):
            await anext(alice)


@pytest.mark.usefixtures("waits")
@pytest.mark.parametrize("code", [4001, 4401, 4408])
async def test_a_new_token_is_fetched_for_each_connection_and_two_that_are_refused_are_the_end(
    server: FakeServer, code: int
) -> None:
    tokens = iter(["first", "second", "third", "fourth", "fifth"])
    async with connected(server, token=lambda: next(tokens)) as (alice, first):
        await first.socket.close(code)
        second = await server.welcomed(resumed=True)
        assert second.socket.request is not None
        assert second.socket.request.headers["Authorization"] == "Bearer second"
        await second.socket.close(code)
        third = await server.visitor()
        await third.socket.close(code)
        with pytest.raises((TokenRefused, AuthenticationExpired)) as error:
            await anext(alice)
        assert error.value.close_code == code
        assert next(tokens) == "fourth"


async def test_a_token_that_cannot_be_made_for_now_is_asked_for_again(server: FakeServer, waits: list[int]) -> None:
    tokens = iter(["first", "", "", "second"])
    async with connected(server, token=lambda: next(tokens)) as (_, first):
        first.cut()
        await server.welcomed(resumed=True)
        assert waits == [0, 1, 2]
    with pytest.raises(TokenUnavailable):
        await SignalingClient(server.url, token=lambda: "").connect()


@pytest.mark.parametrize("code", [1001, 1011, 4002, 4008, 4009])
async def test_every_other_end_is_followed_by_another_try(server: FakeServer, code: int) -> None:
    async with connected(server) as (_, first):
        await first.socket.close(code)
        second = await server.welcomed(resumed=True)
        assert second.hello["deviceId"] == first.hello["deviceId"]


async def test_whoever_may_be_awaited_comes_back_sooner(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    awaited: list[bool] = []

    def at_once(_failures: int, _random: object, *, in_call: bool) -> float:
        awaited.append(in_call)
        return 0.0

    monkeypatch.setattr(reconnection, "backoff", at_once)
    async with connected(server) as (alice, first):
        first.cut()
        second = await server.welcomed(resumed=True)
        await second.send(accept(1))
        await anext(alice)
        second.cut()
        await server.welcomed(resumed=True)
    assert awaited == [False, True]


async def test_whoever_sent_too_much_comes_back_later(server: FakeServer, waits: list[int]) -> None:
    async with connected(server) as (_, first):
        await first.socket.close(4029)
        await server.welcomed(resumed=True)
    assert waits == [3]


async def test_a_good_connection_is_followed_by_a_try_at_once(
    server: FakeServer, waits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connected(server) as (_, first):
        first.cut()
        (await server.welcomed()).cut()
        third = await server.welcomed()
        monkeypatch.setattr(reconnection, "GOOD_S", 0.0)
        third.cut()
        await server.welcomed()
    assert waits == [0, 1, 0]


async def test_it_never_gives_up(waits: list[int]) -> None:
    async with fake_server() as server, connected(server) as (alice, first):
        await first.socket.close(1001)
        await stopped(first)
        await until(lambda: len(waits) > 20)
        assert alice.state in {"waiting", "connecting"}


async def stopped(visitor: Visitor) -> None:
    """The server takes no connections any more."""
    visitor.socket.server.close(close_connections=False)
    await asyncio.sleep(0)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0)


async def test_what_answers_in_the_place_of_the_server_is_tried_again_but_not_at_first(waits: list[int]) -> None:
    async with answering(http(404)) as url:
        with pytest.raises(HandshakeRefused):
            await SignalingClient(url, token="t").connect()
    assert waits == []
    with pytest.raises(ServerUnreachable):
        await SignalingClient("http://127.0.0.1:9", token="t").connect()


async def test_a_server_that_does_not_say_welcome_again_is_tried_again(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connected(server) as (_, first):
        monkeypatch.setattr(connection, "WELCOME_S", 0.05)
        first.cut()
        second = await server.visitor()
        assert await second.close_code() is None
        await server.welcomed(resumed=True)


async def test_closing_says_goodbye(server: FakeServer) -> None:
    async with connected(server) as (alice, first):
        closing = asyncio.ensure_future(alice.aclose())
        assert await first.close_code() == 1000
        await closing


async def test_closing_waits_for_the_answer_but_not_for_ever(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ringback.client")
    async with connected(server) as (alice, first):
        alice.send(HANGUP)
        closing = asyncio.ensure_future(alice.aclose())
        said = await first.command()
        first.cut()
        second = await server.welcomed(resumed=True)
        assert await second.command() == said
        assert not closing.done()
        await second.done(said)
        assert await second.close_code() == 1000
        await closing
    assert "did not take" not in caplog.text
    monkeypatch.setattr(signaling, "CLOSE_TIMEOUT_S", 0.05)
    async with connected(server) as (alice, first):
        alice.send(HANGUP)
    assert "did not take" in caplog.text


async def test_with_a_server_without_sessions_what_was_sent_is_done_and_what_was_not_is_sent() -> None:
    heard: asyncio.Queue[str | bytes] = asyncio.Queue()
    visitors: asyncio.Queue[ServerConnection] = asyncio.Queue()

    async def serve(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send('{"type":"welcome","protocol":1,"userId":"alice","tokenExpiresInMs":null}')
        visitors.put_nowait(socket)
        async for frame in socket:
            heard.put_nowait(frame)

    async with websocket_server(serve) as url, SignalingClient(url, token="t") as alice, asyncio.timeout(5):
        alice.send(OFFER)
        assert '"call-offer"' in str(await heard.get())
        (await visitors.get()).transport.abort()
        await until(lambda: alice.state != "open")
        alice.send(HANGUP)
        assert '"call-hangup"' in str(await heard.get())
        assert heard.empty()


async def test_closing_waits_until_everything_has_gone_to_a_server_without_sessions() -> None:
    heard: list[str | bytes] = []

    async def serve(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send('{"type":"welcome","protocol":1,"userId":"alice","tokenExpiresInMs":null}')
        heard.extend([frame async for frame in socket])
        gone.set()

    gone = asyncio.Event()
    async with websocket_server(serve) as url, SignalingClient(url, token="t") as alice, asyncio.timeout(5):
        for _ in range(1000):
            alice.send(OFFER)
        await alice.aclose()
        await gone.wait()
    assert len(heard) == 1000


@pytest.mark.parametrize("moment", ["open", "waiting", "connecting", "unwelcomed"])
async def test_nothing_is_left_whenever_it_is_closed(
    server: FakeServer, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def count() -> tuple[int, int, int]:
        return len(asyncio.all_tasks()), active_count(), len(list(Path("/proc/self/fd").iterdir()))

    async def once() -> None:
        async with connected(server) as (alice, first):
            if moment == "open":
                return
            first.cut()
            if moment == "unwelcomed":
                await server.visitor()
            else:
                await until(lambda: alice.state == moment)

    if moment == "waiting":
        monkeypatch.setattr(reconnection, "backoff", lambda _failures, _random, **_in_call: 1000.0)
    await once()
    before = count()
    for _ in range(20):
        await once()
    await asyncio.sleep(0.05)
    assert count() <= tuple(number + 1 for number in before)


async def test_a_client_that_was_closed_is_not_used_again(server: FakeServer) -> None:
    async with connected(server) as (alice, _):
        await alice.aclose()
        with pytest.raises(SignalingClosed):
            alice.send(HANGUP)
        with pytest.raises(SignalingClosed):
            await alice.connect()


def watched_network(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Call it to have the network change; returns how many noticed."""
    listeners: list[Any] = []

    def watch(listener: Any) -> Any:
        listeners.append(listener)
        return listeners.clear

    monkeypatch.setattr(signaling, "on_network_change", watch)
    return lambda: len([listener() for listener in listeners])
