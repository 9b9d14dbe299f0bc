"""What only a database can go through: several processes, restarts, answers that are lost."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncConnection

from ringback.core.call import Call, CallEvent, CallState, Timers, place, step
from ringback.core.effects import SaveCall
from ringback.errors import ConfigurationError, StoreUnavailable
from ringback.server import database, sql_call_store
from ringback.server.call_store import Report
from ringback.server.database import CommitUncertain
from ringback.server.sql_call_store import OVERDUE_S, SqlCallStore
from tests.postgresql import PostgreSQL

TIMERS = Timers()


def a_call(call_id: str = "c", *, now: float = 0.0, caller: str = "alice", callee: str = "bob") -> Call:
    return place(call_id, (caller, "tab"), callee, now, TIMERS)


def after(call: Call, event: CallEvent, now: float = 1.0) -> Call:
    transition = step(call, event, now, TIMERS, devices=("tab", "telephone"))
    assert transition is not None
    return transition.call


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[SqlCallStore]:
    store = SqlCallStore(url, clock=lambda: 0.0)
    await store.open()
    yield store
    await store.close()


async def test_several_that_start_at_once_all_come_up(database_url: str) -> None:
    stores = [SqlCallStore(database_url) for _ in range(6)]
    await asyncio.gather(*(store.open() for store in stores))
    await asyncio.gather(*(store.close() for store in stores))


async def test_a_file_that_somebody_else_is_making_ready_is_waited_for(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "calls.sqlite3", isolation_level=None)
    other.execute("CREATE TABLE theirs (a)")
    other.execute("BEGIN IMMEDIATE")  # under which SQLite refuses at once to change the mode of the file
    asyncio.get_running_loop().call_later(0.1, other.close)
    async with opened(f"sqlite:///{tmp_path}/calls.sqlite3") as store:
        assert await store.save([SaveCall(a_call(), 0)]) == []


async def test_each_report_stands_in_the_column_of_who_made_it(tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path}/calls.sqlite3") as store:
        await store.save([SaveCall(a_call(), 0)])
        await store.report("alice", "c", Report(rating=4), since=0.0)
    with closing(sqlite3.connect(tmp_path / "calls.sqlite3")) as file:
        assert file.execute("SELECT caller_report, callee_report FROM ringback_calls").fetchall() == [
            ('{"rating": 4}', None)
        ]


async def test_two_calls_of_one_pair_do_not_pass_each_other(database_url: str) -> None:
    async with opened(database_url) as one, opened(database_url) as other:
        for number in range(10):
            here = a_call(f"here {number}", caller=f"a{number}", callee="b")
            there = a_call(f"there {number}", caller="b", callee=f"a{number}")
            answers = await asyncio.gather(
                one.save([SaveCall(here, 0, frozenset())]), other.save([SaveCall(there, 0, frozenset())])
            )
            assert sorted(answers, key=len) in ([[], [here]], [[], [there]])


async def test_of_many_that_come_at_once_each_has_its_own_answer(tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path}/calls.sqlite3") as store:
        rings, other = a_call("rings"), a_call("other", caller="carol")
        await store.save([SaveCall(rings, 0)])
        accepted, cancelled = after(rings, CallEvent.ACCEPT), after(rings, CallEvent.HANG_UP)
        answers = await asyncio.gather(
            store.save([SaveCall(a_call("first", caller="dave"), 0)]),
            store.save([SaveCall(accepted, 1)]),
            store.save([SaveCall(other, 0), SaveCall(after(rings, CallEvent.HANG_UP), 7)]),
            store.save([SaveCall(a_call("last", caller="erin"), 0)]),
        )
        assert list(answers) == [[], [], [accepted], []]
        assert await store.save([SaveCall(cancelled, 1)]) == [accepted]
        assert {call.call_id for call in await store.recent()} == {"rings", "first", "last"}


async def test_one_that_no_table_takes_fails_alone(database_url: str) -> None:
    async with opened(database_url) as store:
        bad = structs.replace(a_call("bad", caller="carol"), state=CallState.ENDED)
        saves = [SaveCall(call, 0) for call in (a_call("first", caller="dave"), bad, a_call("last", caller="erin"))]
        first, failed, last = await asyncio.gather(*(store.save([save]) for save in saves), return_exceptions=True)
        assert (first, last) == ([], [])
        assert isinstance(failed, StoreUnavailable)
        assert {call.call_id for call in await store.recent()} == {"first", "last"}


async def test_calls_of_a_process_that_stopped_need_somebody(database_url: str) -> None:
    async with opened(database_url) as mine:
        async with opened(database_url) as other:
            await mine.beat(0.0)
            await other.beat(0.0)
            await mine.save([SaveCall(a_call("mine"), 0)])
            await other.save([SaveCall(a_call("other's"), 0), SaveCall(after(a_call("old"), CallEvent.HANG_UP), 0)])
            assert await mine.unattended(0.0) == []
        assert [call.call_id for call in await mine.unattended(0.0)] == ["other's"]


async def test_a_call_whose_deadline_nobody_has_kept_needs_somebody(database_url: str) -> None:
    async with opened(database_url) as store:
        await store.beat(0.0)
        await store.save([SaveCall(a_call(), 0), SaveCall(after(a_call("old"), CallEvent.HANG_UP), 0)])
        assert await store.unattended(TIMERS.ring_s + OVERDUE_S) == []
        assert await store.unattended(TIMERS.ring_s + OVERDUE_S + 0.1) == [a_call()]


async def test_old_calls_are_forgotten_some_at_a_time_and_live_ones_never(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_call_store, "AT_ONCE", 2)
    async with opened(database_url) as store:
        ended = [after(a_call(f"c{at}"), CallEvent.HANG_UP, at) for at in range(5)]
        await store.save([SaveCall(call, 0) for call in [*ended, a_call("lives")]])
        assert [await store.purge(3.0) for _ in range(3)] == [2, 1, 0]
        assert {call.call_id for call in await store.recent()} == {"c3", "c4", "lives"}


@pytest.mark.parametrize("reached", [True, False])
async def test_what_became_of_a_commit_is_found_out(
    database_url: str, monkeypatch: pytest.MonkeyPatch, reached: bool
) -> None:
    commit, lost = database._commit, [True, True]

    async def losing(connection: AsyncConnection) -> None:
        if reached:
            await commit(connection)
        if lost.pop():
            raise CommitUncertain("the answer was lost")
        if not reached:
            await commit(connection)

    async with opened(database_url) as store:
        call = a_call()
        monkeypatch.setattr(database, "_commit", losing)
        lost[:] = [False, True]
        assert await store.save([SaveCall(call, 0)]) == []
        lost[:] = [False, True]
        assert await store.save([SaveCall(after(call, CallEvent.ACCEPT), 1)]) == []
        monkeypatch.undo()
        assert await store.recent() == [after(call, CallEvent.ACCEPT)]


async def test_who_does_not_find_out_says_so(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def losing(_connection: AsyncConnection) -> None:
        raise CommitUncertain("the answer was lost")

    async with opened(database_url) as store:
        monkeypatch.setattr(sql_call_store, "RETRIES_S", (0.0, 0.0, 0.0))
        monkeypatch.setattr(database, "_commit", losing)
        with pytest.raises(CommitUncertain):
            await store.save([SaveCall(a_call(), 0)])
        monkeypatch.undo()
        assert await store.recent() == []


async def test_a_restart_of_postgresql_is_survived_and_its_absence_is_an_error(server: PostgreSQL) -> None:
    async with opened(server.database()) as store:
        await asyncio.gather(*(store.save([SaveCall(a_call(f"c{at}"), 0)]) for at in range(5)))
        server.stop()
        with pytest.raises(StoreUnavailable):
            await store.save([SaveCall(a_call(), 0)])
        with pytest.raises(StoreUnavailable):
            await store.recent()
        server.start()
        assert await store.save([SaveCall(a_call(), 0)]) == []
        server.stop()
        server.start()
        assert await store.save([SaveCall(after(a_call(), CallEvent.ACCEPT), 1)]) == []
        assert len(await store.recent()) == 6


async def test_another_program_that_holds_the_file_for_too_long_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "STATEMENT_TIMEOUT_S", 0.0)
    url = f"sqlite:///{tmp_path}/calls.sqlite3"
    async with opened(url) as store:
        store._database = database.Database(url, patience_s=0.01)
        blocker = database.Database(url)
        async with blocker.writing() as connection:
            with pytest.raises(StoreUnavailable) as error:
                await store.save([SaveCall(a_call(), 0)])
            await connection.rollback()
        await blocker.dispose()
        assert "locked" in str(error.value.__cause__)
        assert "alice" not in str(error.value.__cause__)


def modes_in(directory: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in directory.iterdir()}


async def test_the_file_is_its_owners_only(tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path}/calls.sqlite3") as store:
        await store.save([SaveCall(a_call(), 0)])
        modes = modes_in(tmp_path)
    assert modes == {"calls.sqlite3": 0o600, "calls.sqlite3-wal": 0o600, "calls.sqlite3-shm": 0o600}


async def test_a_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    store = SqlCallStore(f"sqlite:///{tmp_path}/missing/calls.sqlite3")
    with pytest.raises(ConfigurationError, match=f"RINGBACK_DATABASE_URL.*{tmp_path}/missing/calls.sqlite3"):
        await store.open()
