"""Two Python programs in a call lose the server, or their way to it: they go on hearing each other, and the end of the
call reaches both."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import webrtc

from ringback.client import Calls, SignalingClient, TurnClient
from ringback.peer.audio_reader import RemoteAudioReader
from tests.calling import HERTZ, tone
from tests.serving import SECRET, token_for
from tests.unit.peer.media_loopback import hertz_of

from .outage import LONG_CUT_S
from .processes import Process
from .way import HOST, KillableServer, Way

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from ringback.client import Call
    from ringback.peer import MediaStream, MediaStreamTrack
    from ringback.peer.audio_source import Samples

GAP_LIMIT_S = 0.5
"""A tenth of a second is listened to at a time, on a machine that does other things besides."""
PATIENCE_S = 20.0
SPEECH_S = LONG_CUT_S + 3 * PATIENCE_S
STAGES = ["ringing", "accepting", "talking", "hanging up"]


async def until(true: Callable[[], bool]) -> None:
    """Look again and again."""
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.02)


@dataclass
class Person:
    """Somebody who talks, listens, and takes every call once told to."""

    name: str
    calls: Calls
    signaling: SignalingClient
    way: Way
    belongings: AsyncExitStack
    may_accept: asyncio.Event = field(default_factory=asyncio.Event)
    rung: asyncio.Event = field(default_factory=asyncio.Event)
    call: Call | None = None
    heard_at: float | None = None
    gap_s: float = 0.0
    listening: list[asyncio.Task[None]] = field(default_factory=list)

    async def call_up(self, user: str) -> None:
        """Place a call."""
        stream = await self.belongings.enter_async_context(tone(SPEECH_S))
        self.call = await self.calls.place(user, stream, on_track=self.listen)

    async def answer(self, call: Call) -> None:
        """For calls that come in."""
        self.call = call
        self.rung.set()
        call.on_track = self.listen
        await self.may_accept.wait()
        call.connection.add_local_stream(await self.belongings.enter_async_context(tone(SPEECH_S)))

    def listen(self, track: MediaStreamTrack, _streams: Sequence[MediaStream]) -> None:
        """For tracks."""
        assert isinstance(track, webrtc.MediaStreamTrack)
        self.listening.append(asyncio.create_task(self._listen(track)))

    async def _listen(self, track: webrtc.MediaStreamTrack) -> None:
        self.heard_at = None
        heard: list[Samples] = []
        async with RemoteAudioReader(track) as reader:
            async for chunk in reader:
                heard = [*heard, chunk]
                if len(heard) == 10:
                    self._heard(np.concatenate(heard))
                    heard = []

    def _heard(self, sound: Samples) -> None:
        if abs(hertz_of(sound) - HERTZ) < 10:
            now = time.monotonic()
            self.gap_s = max(self.gap_s, now - (self.heard_at or now))
            self.heard_at = now

    async def hears(self) -> None:
        """Wait until there is something to hear that is new."""
        since = time.monotonic()
        await until(lambda: (self.heard_at or 0.0) > since)

    async def is_back(self) -> None:
        """Wait until the connection to the server stands again."""
        await until(lambda: self.signaling.state == "open")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[KillableServer]:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
    others = {name: value for name, value in os.environ.items() if not name.startswith("RINGBACK_")}
    ours = {"RINGBACK_SECRET": SECRET, "RINGBACK_DATABASE_URL": f"sqlite:///{tmp_path}/calls.sqlite3"}
    with closing(KillableServer(port, {**others, **ours})) as running:
        yield running


@asynccontextmanager
async def person(name: str, server: KillableServer) -> AsyncIterator[Person]:
    """Somebody who is signed in on a way of their own."""
    async with AsyncExitStack() as stack:
        way = await stack.enter_async_context(Way(server.port))
        token = token_for(name)
        signaling = await stack.enter_async_context(SignalingClient(way.url, token=token))

        async def answer(call: Call) -> None:
            await somebody.answer(call)

        turn = TurnClient(way.url, token=token)
        calls = await stack.enter_async_context(Calls(signaling, turn, answer, fallback_stun="off"))
        somebody = Person(name, calls, signaling, way, stack)
        yield somebody
        for listening in somebody.listening:
            listening.cancel()


@asynccontextmanager
async def alice_and_bob(server: KillableServer) -> AsyncIterator[tuple[Person, Person]]:
    async with person("alice", server) as alice, person("bob", server) as bob:
        yield alice, bob


async def both_hear(alice: Person, bob: Person) -> None:
    await asyncio.gather(alice.hears(), bob.hears())


async def ended(alice: Person, bob: Person) -> list[str]:
    async with asyncio.timeout(PATIENCE_S):
        assert alice.call is not None
        assert bob.call is not None
        return list(await asyncio.gather(alice.call.ended(), bob.call.ended()))


@pytest.mark.parametrize("stop", [KillableServer.kill, KillableServer.close], ids=["killed", "stopped"])
@pytest.mark.parametrize("away_s", [0.0, 3.0])
async def test_a_call_outlives_the_server_and_its_end_reaches_both(
    server: KillableServer, away_s: float, stop: Callable[[KillableServer], None]
) -> None:
    async with alice_and_bob(server) as (alice, bob):
        bob.may_accept.set()
        await alice.call_up("bob")
        await both_hear(alice, bob)
        await asyncio.to_thread(stop, server)
        await asyncio.sleep(away_s)
        await both_hear(alice, bob)
        await asyncio.to_thread(server.restart)
        await asyncio.gather(alice.is_back(), bob.is_back())
        await both_hear(alice, bob)
        assert max(alice.gap_s, bob.gap_s) < GAP_LIMIT_S
        assert bob.call is not None
        bob.call.hang_up()
        assert await ended(alice, bob) == ["completed", "completed"]
        await alice.call_up("bob")  # and the next call is one like any other
        await both_hear(alice, bob)


async def test_who_hangs_up_while_the_server_is_away_is_heard_once_it_is_back(server: KillableServer) -> None:
    async with alice_and_bob(server) as (alice, bob):
        bob.may_accept.set()
        await alice.call_up("bob")
        await both_hear(alice, bob)
        server.kill()
        assert alice.call is not None
        alice.call.hang_up()
        await asyncio.to_thread(server.restart)
        assert await ended(alice, bob) == ["completed", "completed"]


async def test_a_call_that_rings_while_the_server_is_killed_can_be_taken_afterwards(server: KillableServer) -> None:
    async with alice_and_bob(server) as (alice, bob):
        await alice.call_up("bob")
        await bob.rung.wait()
        server.kill()
        await asyncio.to_thread(server.restart)
        await asyncio.gather(alice.is_back(), bob.is_back())
        bob.may_accept.set()
        await both_hear(alice, bob)
        assert alice.call is not None
        alice.call.hang_up()
        assert await ended(alice, bob) == ["completed", "completed"]


@pytest.fixture
def echo(server: KillableServer) -> Iterator[Process]:
    command = [str(Path(sys.executable).with_name("ringback")), "echo", f"http://{HOST}:{server.port}"]
    others = {name: value for name, value in os.environ.items() if not name.startswith("RINGBACK_")}
    ours = {"RINGBACK_TOKEN": token_for("echo"), "RINGBACK_FALLBACK_STUN": "off", "WRTC_ALLOW_LOOPBACK": "1"}
    with closing(Process("ringback echo", command, env={**others, **ours})) as running:
        running.wait_for("answers every call")
        yield running


async def test_the_echo_outlives_the_server(server: KillableServer, echo: Process) -> None:
    async with person("alice", server) as alice:
        await alice.call_up("echo")
        await alice.hears()
        server.kill()
        await alice.hears()
        await asyncio.to_thread(server.restart)
        await asyncio.to_thread(echo.wait_for, "The server is back.")
        await alice.is_back()
        await alice.hears()
        assert alice.gap_s < GAP_LIMIT_S
        assert alice.call is not None
        alice.call.hang_up()
        await alice.call_up("echo")
        await alice.hears()
    assert "The server is away." in echo.log


@pytest.mark.parametrize(
    ("who", "away_s"),
    [(("alice",), 1), (("bob",), 1), (("alice", "bob"), LONG_CUT_S)],
    ids=["caller-1s", "callee-1s", f"both-{LONG_CUT_S}s"],
)
@pytest.mark.parametrize("stage", STAGES)
async def test_a_way_that_is_cut_at_any_stage_changes_nothing(
    server: KillableServer, stage: str, away_s: int, who: tuple[str, ...]
) -> None:
    async with alice_and_bob(server) as people:
        alice, bob = people
        cut = [each for each in people if each.name in who]
        await alice.call_up("bob")
        await bob.rung.wait()
        if stage == "ringing":
            lose(*cut)
        bob.may_accept.set()
        if stage == "accepting":
            lose(*cut)
        if stage in {"talking", "hanging up"}:
            await both_hear(alice, bob)
            lose(*cut)
        if stage == "hanging up":
            call = cut[0].call
            assert call is not None
            call.hang_up()
        await asyncio.sleep(away_s)
        await asyncio.gather(*(each.way.restore() for each in cut))
        await asyncio.gather(*(each.is_back() for each in cut))
        if stage != "hanging up":
            await both_hear(alice, bob)
            assert max(alice.gap_s, bob.gap_s) < GAP_LIMIT_S
            assert bob.call is not None
            bob.call.hang_up()
        assert await ended(alice, bob) == ["completed", "completed"]


def lose(*people: Person) -> None:
    for each in people:
        each.way.cut()
