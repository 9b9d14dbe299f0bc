"""The looks of the server at its own state: start, sweep, neighbours, and a database that goes away."""

import asyncio
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import websockets
from starlette.applications import Starlette
from starlette.routing import Mount

from ringback.core.call import Call, CallEvent, Timers, place, step
from ringback.core.effects import SaveCall
from ringback.core.switchboard import Rules
from ringback.errors import ConfigurationError, InternalError, StoreUnavailable
from ringback.server.call_store import MemoryCallStore
from ringback.server.exchange import Exchange
from ringback.server.upkeep import ALONE, SECONDS_A_DAY, SILENT, Upkeep
from tests.serving import connected, ringback, serving
from tests.validation_table import VALID

TIMERS = Timers()
NOW = 1_000_000.0


class FakeStore(MemoryCallStore):
    """A memory that can be taken away, and is told who else is there."""

    def __init__(self) -> None:
        super().__init__()
        self.others = self.opened = self.closed = 0
        self.gone = False
        self.alone: list[Call] = []
        self.purged_before: list[float] = []

    async def open(self) -> None:
        await asyncio.sleep(0)
        self._answer()
        self.opened += 1

    async def close(self) -> None:
        self.closed += 1

    async def beat(self, now: float) -> int:  # noqa: ARG002 - the protocol's
        self._answer()
        return self.others

    async def unattended(self, now: float) -> list[Call]:  # noqa: ARG002 - the protocol's
        found, self.alone = self.alone, []
        return found

    async def purge(self, before: float) -> int:
        self.purged_before.append(before)
        return 0

    def _answer(self) -> None:
        if self.gone:
            raise StoreUnavailable("try again") from OSError("the cable is cut")


class House:
    """A server without sockets."""

    def __init__(self, *, history_days: float = 90) -> None:
        self.store = FakeStore()
        self.exchange = Exchange(self.store, Rules(timers=TIMERS), clock=lambda: NOW)
        self.upkeep = Upkeep(self.store, self.exchange, history_days=history_days, clock=lambda: NOW)

    async def call(self) -> Call:
        (call,) = await self.store.recent()
        return call


def connected_at(now: float) -> Call:
    call = place("c", ("alice", "tab"), "bob", now, TIMERS)
    for event in (CallEvent.ACCEPT, CallEvent.DESCRIBE):
        transition = step(call, event, now, TIMERS, devices=("tab", "telephone"))
        assert transition is not None
        call = transition.call
    return call


async def test_at_the_start_calls_wait_for_their_parties() -> None:
    house = House()
    await house.store.save([SaveCall(connected_at(NOW), 0)])
    readiness = [house.upkeep.readiness.ready]
    await house.upkeep.start()
    readiness.append(house.upkeep.readiness.ready)
    assert ((await house.call()).state, (await house.call()).deadline) == ("reconnecting", NOW + TIMERS.lost_s)
    await house.upkeep.stop()
    assert [*readiness, house.upkeep.readiness.ready] == [False, True, False]


async def test_calls_whose_time_was_up_before_the_start_end_at_once() -> None:
    house = House()
    await house.store.save([SaveCall(place("c", ("alice", "tab"), "bob", NOW - 1000, TIMERS), 0)])
    await house.upkeep.start()
    for _ in range(20):
        await asyncio.sleep(0)
    assert (await house.call()).reason == "no_answer"
    await house.upkeep.stop()


async def test_everybody_waits_for_one_start() -> None:
    house = House()
    await asyncio.gather(*(house.upkeep.started() for _ in range(5)))
    assert house.store.opened == 1
    await house.upkeep.stop()
    await house.upkeep.start()
    assert (house.store.opened, house.store.closed) == (2, 1)
    await house.upkeep.stop()


async def test_without_a_stop_the_end_of_the_loop_closes_the_store() -> None:
    house = House()
    for times in (1, 2):
        await asyncio.to_thread(asyncio.run, house.upkeep.start())
        assert (house.store.opened, house.store.closed) == (times, times)


async def test_a_database_that_cannot_be_reached_is_named_and_tried_again() -> None:
    house = House()
    house.store.gone = True
    with pytest.raises(ConfigurationError, match=r"RINGBACK_DATABASE_URL.*the cable is cut"):
        await house.upkeep.start()
    with pytest.raises(InternalError):
        await house.upkeep.started()
    assert house.upkeep.readiness.why == SILENT
    house.store.gone = False
    await house.upkeep.started()
    assert house.upkeep.readiness.ready
    await house.upkeep.stop()


async def test_a_look_ends_calls_of_a_process_that_is_gone() -> None:
    house = House()
    call = connected_at(NOW)
    await house.store.save([SaveCall(call, 0)])
    house.store.alone = [call]
    await house.upkeep.look()
    assert (await house.call()).state == "reconnecting"


@pytest.mark.parametrize(("days", "purged"), [(90, [NOW - 90 * SECONDS_A_DAY]), (0, [])])
async def test_old_calls_are_forgotten_unless_they_are_kept_for_ever(days: float, purged: list[float]) -> None:
    house = House(history_days=days)
    await house.upkeep.look()
    assert house.store.purged_before == purged


async def test_a_neighbour_is_said_loudly_once(caplog: pytest.LogCaptureFixture) -> None:
    house = House()
    with caplog.at_level(logging.INFO, logger="ringback.server"):
        house.store.others = 1
        await house.upkeep.look()
        await house.upkeep.look()
        assert (house.upkeep.readiness.ready, house.upkeep.readiness.why) == (False, ALONE)
        house.store.others = 0
        await house.upkeep.look()
        assert house.upkeep.readiness.ready
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("ERROR", f"not ready: {ALONE}"),
        ("INFO", "ready"),
    ]


async def test_a_database_that_goes_away_and_comes_back() -> None:
    house = House()
    house.store.gone = True
    await house.upkeep.look()
    assert (house.upkeep.readiness.ready, house.upkeep.readiness.why) == (False, SILENT)
    house.store.gone = False
    await house.upkeep.look()
    assert house.upkeep.readiness.ready


def test_below_a_mount_the_first_client_opens_the_database_and_the_end_of_the_loop_closes_it(tmp_path: Path) -> None:
    path = tmp_path / "calls.sqlite3"

    async def a_call() -> None:
        app = Starlette(routes=[Mount("/calls", ringback(database_url=f"sqlite:///{path}").app)])
        async with (
            serving(app) as address,
            connected(address, "alice", path="/calls/ws") as alice,
            connected(address, "bob", path="/calls/ws") as bob,
        ):
            await alice.send(VALID["call-offer"])
            assert (await bob.receive())["type"] == "call-offer"

    asyncio.run(a_call())
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT caller, callee FROM ringback_calls").fetchall() == [("alice", "bob")]
        assert database.execute("SELECT * FROM ringback_nodes").fetchall() == []


async def test_a_client_is_told_when_the_database_cannot_be_used(tmp_path: Path) -> None:
    app = Starlette(routes=[Mount("/", ringback(database_url=f"sqlite:///{tmp_path}/missing/calls.sqlite3").app)])
    async with serving(app) as address:
        with pytest.raises(websockets.InvalidStatus) as refused:
            async with connected(address, "alice"):
                pass
        assert refused.value.response.status_code == 503
