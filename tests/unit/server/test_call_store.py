"""The memory's compare-and-set, as any store of calls has to keep it."""

import pytest

from ringback.core.call import Call, CallEvent, Timers, place, step
from ringback.core.effects import SaveCall
from ringback.server.call_store import KEPT_S, MemoryCallStore

TIMERS = Timers()


def a_call(call_id: str = "c", *, now: float = 0.0) -> Call:
    return place(call_id, ("alice", "tab"), "bob", now, TIMERS)


def after(call: Call, event: CallEvent, now: float = 1.0) -> Call:
    transition = step(call, event, now, TIMERS, devices=("tab", "telephone"))
    assert transition is not None
    return transition.call


async def test_the_first_change_of_a_revision_wins_and_the_second_learns_of_it() -> None:
    store = MemoryCallStore()
    call = a_call()
    assert await store.save([SaveCall(call, 0)]) == []
    accepted, cancelled = after(call, CallEvent.ACCEPT), after(call, CallEvent.HANG_UP)
    assert await store.save([SaveCall(accepted, 1)]) == []
    assert await store.save([SaveCall(cancelled, 1)]) == [accepted]
    assert await store.recent() == [accepted]


async def test_several_are_stored_together_or_not_at_all() -> None:
    store = MemoryCallStore()
    call, other = a_call(), a_call("other")
    await store.save([SaveCall(call, 0)])
    assert await store.save([SaveCall(other, 0), SaveCall(after(call, CallEvent.HANG_UP), 7)]) == [call]
    assert await store.recent() == [call]


@pytest.mark.parametrize("known", [True, False])
async def test_a_call_of_the_pair_that_was_not_known_is_in_the_way(known: bool) -> None:
    store = MemoryCallStore()
    call, other = a_call(), a_call("other")
    await store.save([SaveCall(call, 0)])
    beside = frozenset([call.key] if known else [])
    assert await store.save([SaveCall(other, 0, beside)]) == ([] if known else [call])


async def test_an_ended_call_is_kept_for_a_while_and_is_in_nobodys_way() -> None:
    store = MemoryCallStore()
    call = a_call()
    ended = after(call, CallEvent.HANG_UP, 1.0)
    await store.save([SaveCall(call, 0)])
    await store.save([SaveCall(ended, 1)])
    assert await store.recent() == [ended]
    assert await store.save([SaveCall(call, 0)]) == [ended]
    later = a_call("later", now=KEPT_S)
    assert await store.save([SaveCall(later, 0, frozenset())]) == []
    await store.save([SaveCall(after(later, CallEvent.HANG_UP, KEPT_S + 2), 1)])
    assert await store.save([SaveCall(call, 0)]) == []
