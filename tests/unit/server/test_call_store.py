"""What every store of calls has to keep: the compare-and-set, the pairs, and the history."""

from collections.abc import AsyncIterator, Sequence

import pytest
from msgspec import structs

from ringback.core.call import Call, CallEvent, EndReason, Timers, place, step
from ringback.core.effects import Notes, SaveCall
from ringback.messages import QualitySummary
from ringback.server.call_store import KEPT_S, CallStore, HistoryQuery, MemoryCallStore, Place, Record, Report
from ringback.server.sql_call_store import SqlCallStore

TIMERS = Timers()
LONG = "ü" * 4096
"""An id as long as the protocol allows, and longer than an index takes."""


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[CallStore]:
    made: CallStore = MemoryCallStore()
    if request.param == "sqlite":
        made = SqlCallStore(f"sqlite:///{request.getfixturevalue('tmp_path')}/calls.sqlite3", clock=lambda: 0.0)
    elif request.param == "postgresql":
        made = SqlCallStore(request.getfixturevalue("server").database(), clock=lambda: 0.0)
    await made.open()
    yield made
    await made.close()


def a_call(call_id: str = "c", *, now: float = 0.0, caller: str = "alice", callee: str = "bob") -> Call:
    return place(call_id, (caller, "tab"), callee, now, TIMERS)


def after(call: Call, event: CallEvent, now: float = 1.0) -> Call:
    transition = step(call, event, now, TIMERS, devices=("tab", "telephone"))
    assert transition is not None
    return transition.call


async def stored(store: CallStore, *calls: Call) -> None:
    """Store calls as they are, whatever was there."""
    for call in calls:
        assert await store.save([SaveCall(call, 0)]) == []


async def test_a_call_comes_back_as_it_went(store: CallStore) -> None:
    accepted = after(a_call(LONG, caller=LONG, callee=f"{LONG[:-1]}v", now=1e9 + 1 / 3), CallEvent.ACCEPT, 1e9 + 2 / 3)
    accepted = structs.replace(accepted, caller_polite=False)
    connected = after(accepted, CallEvent.DESCRIBE, 1e9 + 5)
    await stored(store, accepted)
    assert await store.save([SaveCall(connected, 2)]) == []
    assert await store.recent() == [connected]
    ended = after(connected, CallEvent.HANG_UP, 1e9 + 7)
    assert await store.save([SaveCall(ended, 3)]) == []
    assert await store.recent() == [ended]


async def test_the_first_change_of_a_revision_wins_and_the_second_learns_of_it(store: CallStore) -> None:
    call = a_call()
    await stored(store, call)
    accepted, cancelled = after(call, CallEvent.ACCEPT), after(call, CallEvent.HANG_UP)
    assert await store.save([SaveCall(accepted, 1)]) == []
    assert await store.save([SaveCall(cancelled, 1)]) == [accepted]
    assert await store.recent() == [accepted]


async def test_the_same_change_made_twice_wins_once(store: CallStore) -> None:
    call = a_call()
    assert [await store.save([SaveCall(call, 0)]) for _ in range(2)] == [[], [call]]
    ended = after(call, CallEvent.HANG_UP)
    assert [await store.save([SaveCall(ended, 1)]) for _ in range(2)] == [[], [ended]]


async def test_several_are_stored_together_or_not_at_all(store: CallStore) -> None:
    call, other = a_call(), a_call("other")
    await stored(store, call)
    assert await store.save([SaveCall(other, 0), SaveCall(after(call, CallEvent.HANG_UP), 7)]) == [call]
    assert await store.recent() == [call]
    assert await store.save([SaveCall(other, 0), SaveCall(after(call, CallEvent.HANG_UP), 1)]) == []
    assert len(await store.recent()) == 2


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("caller", ["alice", "bob"])
async def test_a_live_call_of_the_pair_that_was_not_known_is_in_the_way(
    store: CallStore, known: bool, caller: str
) -> None:
    call, other = a_call(), a_call("other", caller=caller, callee={"alice": "bob", "bob": "alice"}[caller])
    await stored(store, call)
    beside = frozenset([call.key] if known else [])
    assert await store.save([SaveCall(other, 0, beside)]) == ([] if known else [call])
    assert (other in await store.recent()) is known


async def test_calls_with_others_and_ended_ones_are_in_nobodys_way(store: CallStore) -> None:
    await stored(store, a_call("of others", callee="carol"), after(a_call("ended"), CallEvent.HANG_UP))
    assert await store.save([SaveCall(a_call(), 0, frozenset())]) == []


async def test_an_ended_call_of_the_same_id_is_begun_again_over_its_revision(store: CallStore) -> None:
    ended = after(a_call(), CallEvent.HANG_UP)
    await stored(store, ended)
    again = structs.replace(a_call(now=5.0), revision=3)
    assert await store.save([SaveCall(again, 1, frozenset())]) == [ended]
    assert await store.save([SaveCall(again, 2, frozenset())]) == []
    assert await store.recent() == [again]


async def test_a_change_of_a_call_that_is_gone_puts_it_back(store: CallStore) -> None:
    accepted = after(a_call(), CallEvent.ACCEPT)
    assert await store.save([SaveCall(accepted, 1)]) == []
    assert await store.recent() == [accepted]


def ids(records: Sequence[Record]) -> list[str]:
    return [record.call.call_id for record in records]


async def test_a_history_has_the_calls_of_one_user_the_newest_first(store: CallStore) -> None:
    await stored(
        store,
        a_call("outgoing", now=1.0),
        a_call("of others", now=2.0, caller="carol"),
        after(a_call("incoming", now=3.0, caller="carol", callee="alice"), CallEvent.HANG_UP, 4.0),
        a_call("to herself", now=5.0, callee="alice"),
    )
    assert ids(await store.history(HistoryQuery(user="alice", limit=10))) == ["to herself", "incoming", "outgoing"]
    assert ids(await store.history(HistoryQuery(user="alice", limit=10, since=3.0))) == ["to herself", "incoming"]
    assert await store.history(HistoryQuery(user="nobody", limit=10)) == []


async def test_pages_of_a_history_lack_nothing_and_repeat_nothing(store: CallStore) -> None:
    moments = [float(at // 3) for at in range(20)]  # three at a time in one moment
    for number, now in enumerate(moments):
        caller, callee = ("alice", "bob") if number % 2 else ("bob", "alice")
        await stored(store, a_call(f"c{number}", now=now, caller=caller, callee=callee))
    seen: list[Record] = []
    while page := await store.history(
        HistoryQuery(user="alice", limit=3, before=Place.of(seen[-1].call) if seen else None)
    ):
        seen += page
    assert sorted(ids(seen)) == sorted(f"c{number}" for number in range(20))
    assert [record.call.placed_at for record in seen] == sorted(moments, reverse=True)


@pytest.mark.parametrize(
    ("event", "missed"),
    [
        (CallEvent.GIVE_UP, True),
        (CallEvent.HANG_UP, True),
        (CallEvent.MISS, True),
        (CallEvent.DECLINE, False),
        (CallEvent.BUSY, False),
        (CallEvent.MERGE, False),
    ],
)
async def test_missed_calls(store: CallStore, event: CallEvent, missed: bool) -> None:
    await stored(store, after(a_call(), event), a_call("rings"))
    found = await store.history(HistoryQuery(user="bob", limit=10, missed=True))
    assert ids(found) == (["c"] if missed else [])
    assert await store.history(HistoryQuery(user="alice", limit=10, missed=True)) == []


async def test_a_call_that_was_not_allowed_is_in_the_history_of_its_caller_only(store: CallStore) -> None:
    await stored(store, after(a_call(), CallEvent.REFUSE))
    for query in (HistoryQuery(user="bob", limit=10), HistoryQuery(user="bob", limit=10, missed=True)):
        assert await store.history(query) == []
    assert ids(await store.history(HistoryQuery(user="alice", limit=10))) == ["c"]


QUALITY = QualitySummary(
    mos=4.2,
    worst_mos=3.1,
    round_trip_ms=40.0,
    jitter_ms=3.5,
    loss_percent=0.2,
    concealed_percent=0.0,
    bitrate_kbps=900.0,
    freezes=1,
    ice_restarts=0,
    reconnecting_ms=0,
    relayed=None,
    warnings=["high_jitter"],
)


async def test_each_user_has_their_own_report_and_the_last_one_wins_field_by_field(store: CallStore) -> None:
    ended = after(a_call(), CallEvent.HANG_UP, 5.0)
    await stored(store, ended)
    assert await store.report("alice", "c", Report(quality=QUALITY, rating=2), since=5.0)
    assert await store.report("alice", "c", Report(rating=4), since=5.0)
    assert await store.report("bob", "c", Report(rating=1), since=5.0)
    (alices,) = await store.history(HistoryQuery(user="alice", limit=1))
    (bobs,) = await store.history(HistoryQuery(user="bob", limit=1))
    assert alices == Record(ended, Report(quality=QUALITY, rating=4))
    assert bobs == Record(ended, Report(rating=1))


async def test_a_call_is_reported_on_while_it_lives_and_its_changes_leave_that_alone(store: CallStore) -> None:
    call = a_call()
    await stored(store, call)
    assert await store.report("bob", "c", Report(rating=3), since=0.0)
    assert await store.save([SaveCall(after(call, CallEvent.HANG_UP), 1)]) == []
    (record,) = await store.history(HistoryQuery(user="bob", limit=1))
    assert (record.call.live, record.report) == (False, Report(rating=3))


async def test_a_stranger_reports_on_nothing_and_nobody_does_later_than_allowed(store: CallStore) -> None:
    await stored(store, after(a_call(), CallEvent.HANG_UP, 5.0))
    assert not await store.report("mallory", "c", Report(rating=1), since=5.0)
    assert not await store.report("alice", "another", Report(rating=1), since=5.0)
    assert not await store.report("alice", "c", Report(rating=1), since=5.1)
    assert await store.history(HistoryQuery(user="mallory", limit=1)) == []
    (record,) = await store.history(HistoryQuery(user="alice", limit=1))
    assert record.report is None


async def test_of_two_calls_with_one_id_the_latest_is_meant(store: CallStore) -> None:
    await stored(store, a_call(now=1.0), a_call(now=2.0, caller="carol", callee="alice"))
    assert await store.report("alice", "c", Report(rating=5), since=0.0)
    found = await store.history(HistoryQuery(user="alice", limit=2))
    assert [record.report for record in found] == [Report(rating=5), None]


async def test_a_new_call_in_the_place_of_an_ended_one_begins_without_a_report(store: CallStore) -> None:
    ended = after(a_call(), CallEvent.HANG_UP)
    await stored(store, ended)
    await store.report("alice", "c", Report(rating=5), since=0.0)
    again = structs.replace(a_call(now=2.0), revision=ended.revision + 1)
    assert await store.save([SaveCall(again, ended.revision, notes=Notes())]) == []
    (record,) = await store.history(HistoryQuery(user="alice", limit=1))
    assert record == Record(again)


async def test_nobody_else_is_there(store: CallStore) -> None:
    assert [await store.beat(now) for now in (0.0, 3.0, 6.0)] == [0, 0, 0]


async def test_the_memory_soon_drops_an_ended_call() -> None:
    store = MemoryCallStore()
    call = a_call()
    await stored(store, call)
    assert await store.save([SaveCall(after(call, CallEvent.HANG_UP), 1)]) == []
    later = a_call("later", now=KEPT_S)
    await stored(store, later)
    assert len(await store.recent()) == 2
    assert await store.save([SaveCall(after(later, CallEvent.HANG_UP, KEPT_S + 2), 1)]) == []
    assert [call.reason for call in await store.recent()] == [EndReason.CANCELLED]
    assert await store.purge(1e9) == await store.purge(0.0) == 0
    assert await store.unattended(1e9) == []
