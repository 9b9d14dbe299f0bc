"""Two Python programs in a call lose the server, or their way to it: they go on hearing each other, and the end of the
call reaches both."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ringback.client import Call, CallClient
from ringback.testing.media import hertz_of
from tests.calling import HERTZ, tone
from tests.serving import SECRET, token_for

from .outage import LONG_CUT_S
from .processes import Process
from .way import HOST, KillableServer, Way

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from ringback.client import Call
    from ringback.peer.sample_queue import Samples

GAP_LIMIT_S = 0.5
"""A tenth of a second is listened to at a time, on a machine that does other things besides."""
PATIENCE_S = 20.0
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
    client: CallClient
    way: Way
    may_accept: asyncio.Event = field(default_factory=asyncio.Event)
    rung: asyncio.Event = field(default_factory=asyncio.Event)
    call: Call | None = None
    calling: asyncio.Task[None] | None = None
    heard_at: float | None = None
    gap_s: float = 0.0

    async def call_up(self, user: str) -> None:
        """Place a call; it rings there when this returns."""
        rings = asyncio.Event()
        self.calling = asyncio.create_task(self._talk_to(user, rings))
        await rings.wait()

    async def _talk_to(self, user: str, rings: asyncio.Event) -> None:
        await self._talk(await self.client.call(user, on_ringing=lambda _: rings.set()))

    async def answer(self, call: Call) -> None:
        """For calls that come in."""
        self.rung.set()
        await self.may_accept.wait()
        await call.accept()
        await self._talk(call)

    async def _talk(self, call: Call) -> None:
        self.call, self.heard_at = call, None
        call.create_task(call.say(tone()))
        async with aclosing(call.listen(chunk_ms=100)) as chunks:
            async for chunk in chunks:
                self._heard(chunk)

    def _heard(self, sound: Samples) -> None:
        if abs(hertz_of(sound) - HERTZ) < 10:
            now = time.monotonic()
            self.gap_s = max(self.gap_s, now - (self.heard_at or now))
            self.heard_at = now

    async def hang_up(self) -> None:
        """End the call, once it is one here."""
        await until(lambda: self.call is not None)
        assert self.call is not None
        await self.call.hangup()

    async def hears(self) -> None:
        """Wait until there is something to hear that is new."""
        since = time.monotonic()
        await until(lambda: (self.heard_at or 0.0) > since)

    async def is_back(self) -> None:
        """Wait until the connection to the server stands again."""
        await until(lambda: self.client.state == "open")


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
        client = CallClient(way.url, token=token_for(name), fallback_stun="off")
        somebody = Person(name, client, way)
        client.on_call(somebody.answer)
        await stack.enter_async_context(client)
        yield somebody
    if somebody.calling is not None:
        await somebody.calling


@asynccontextmanager
async def alice_and_bob(server: KillableServer) -> AsyncIterator[tuple[Person, Person]]:
    async with person("alice", server) as alice, person("bob", server) as bob:
        yield alice, bob


async def both_hear(alice: Person, bob: Person) -> None:
    await asyncio.gather(alice.hears(), bob.hears())


async def reason_of(person: Person) -> str:
    assert person.call is not None
    return await person.call.ended


async def ended(alice: Person, bob: Person) -> list[str]:
    async with asyncio.timeout(PATIENCE_S):
        return list(await asyncio.gather(reason_of(alice), reason_of(bob)))


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
        await bob.hang_up()
        assert await ended(alice, bob) == ["completed", "completed"]
        await alice.call_up("bob")  # and the next call is one like any other
        await both_hear(alice, bob)


async def test_who_hangs_up_while_the_server_is_away_is_heard_once_it_is_back(server: KillableServer) -> None:
    async with alice_and_bob(server) as (alice, bob):
        bob.may_accept.set()
        await alice.call_up("bob")
        await both_hear(alice, bob)
        server.kill()
        await alice.hang_up()
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
        await alice.hang_up()
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
        await alice.hang_up()
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
            await cut[0].hang_up()
        await asyncio.sleep(away_s)
        await asyncio.gather(*(each.way.restore() for each in cut))
        await asyncio.gather(*(each.is_back() for each in cut))
        if stage != "hanging up":
            await both_hear(alice, bob)
            assert max(alice.gap_s, bob.gap_s) < GAP_LIMIT_S
            await bob.hang_up()
        assert await ended(alice, bob) == ["completed", "completed"]


def lose(*people: Person) -> None:
    for each in people:
        each.way.cut()
