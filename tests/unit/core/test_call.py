"""The table of a call, whole: every state and every event."""

import pytest

from ringback.core.call import (
    TOLD_TO_A_DEVICE,
    TRANSITIONS,
    Call,
    CallEvent,
    CallKey,
    CallState,
    EndReason,
    Timers,
    place,
    step,
)

TIMERS = Timers(ring_s=60, connect_s=30, lost_s=60, presumed_s=7200)
NOW = 1000.0

# How to come to each state from a new call.
WAYS: dict[CallState, tuple[CallEvent, ...]] = {
    CallState.RINGING: (),
    CallState.CONNECTING: (CallEvent.ACCEPT,),
    CallState.CONNECTED: (CallEvent.ACCEPT, CallEvent.DESCRIBE),
    CallState.RECONNECTING: (CallEvent.ACCEPT, CallEvent.DESCRIBE, CallEvent.LOSE),
    CallState.ENDED: (CallEvent.HANG_UP,),
}

EVERY_CELL = [(state, event) for state in CallState for event in CallEvent]


def call_in(state: CallState) -> Call:
    call = place("c", ("alice", "tab"), "bob", 0.0, TIMERS)
    for event in WAYS[state]:
        transition = step(call, event, 1.0, TIMERS, devices=("tab", "telephone"))
        assert transition is not None
        call = transition.call
    assert call.state is state
    return call


def test_the_table_is_total_over_the_states() -> None:
    assert set(TRANSITIONS) == set(CallState)


def test_every_event_is_used_and_every_reason_is_reached() -> None:
    assert {event for row in TRANSITIONS.values() for event in row} == set(CallEvent)
    reached = {outcome for row in TRANSITIONS.values() for outcome in row.values() if isinstance(outcome, EndReason)}
    assert reached == set(EndReason) - TOLD_TO_A_DEVICE


def test_every_state_is_reached_from_ringing() -> None:
    reached = {CallState.RINGING}
    for _ in CallState:
        for state in tuple(reached):
            reached |= {CallState.ENDED if isinstance(o, EndReason) else o for o in TRANSITIONS[state].values()}
    assert reached == set(CallState)


@pytest.mark.parametrize("state", [state for state in CallState if state is not CallState.ENDED])
def test_no_state_is_a_trap_and_either_its_time_runs_out_or_a_party_can_be_lost(state: CallState) -> None:
    row = TRANSITIONS[state]
    assert any(isinstance(outcome, EndReason) for outcome in row.values())
    assert CallEvent.EXPIRE in row or CallEvent.LOSE in row
    assert (call_in(state).deadline is not None) == (CallEvent.EXPIRE in row)


def test_nothing_happens_to_a_call_that_has_ended() -> None:
    assert TRANSITIONS[CallState.ENDED] == {}


@pytest.mark.parametrize(("state", "event"), EVERY_CELL)
def test_every_cell(state: CallState, event: CallEvent) -> None:
    before = call_in(state)
    transition = step(before, event, NOW, TIMERS)
    outcome = TRANSITIONS[state].get(event)
    if outcome is None:
        assert transition is None
        return
    assert transition is not None
    after = transition.call
    ended = isinstance(outcome, EndReason)
    assert transition.expected_revision == before.revision
    assert after.revision == before.revision + 1
    assert (after.state, after.reason) == ((CallState.ENDED, outcome) if ended else (outcome, None))
    assert after.live == (not ended)
    assert after.ended_at == (NOW if ended else None)
    assert (after.deadline is None) == (after.state in (CallState.ENDED, CallState.CONNECTED))
    assert (after.call_id, after.caller, after.callee, after.placed_at) == ("c", "alice", "bob", 0.0)


def test_a_deadline_is_set_by_the_state_and_kept_within_it() -> None:
    assert call_in(CallState.RINGING).deadline == 60
    assert call_in(CallState.CONNECTING).deadline == 1 + 30
    lost = call_in(CallState.RECONNECTING)
    assert lost.deadline == 1 + 60
    for call, event, deadline in (
        (call_in(CallState.RINGING), CallEvent.RETURN, 60),
        (call_in(CallState.CONNECTING), CallEvent.RETURN, 31),
        (lost, CallEvent.LOSE, 61),
        (lost, CallEvent.PRESUME, 20 + 7200),
    ):
        transition = step(call, event, 20.0, TIMERS)
        assert transition is not None
        assert transition.call.deadline == deadline, event


def test_the_times_of_a_call_are_those_of_its_changes() -> None:
    call = call_in(CallState.RECONNECTING)
    assert (call.accepted_at, call.connected_at, call.ended_at) == (1.0, 1.0, None)
    assert call_in(CallState.ENDED).accepted_at is None


def test_an_event_that_binds_a_device_binds_it() -> None:
    assert (call_in(CallState.CONNECTING).caller_device, call_in(CallState.CONNECTING).callee_device) == (
        "tab",
        "telephone",
    )
    assert call_in(CallState.RINGING).callee_device is None


def test_a_call_is_known_by_its_id_and_its_users_in_either_order() -> None:
    assert CallKey.between("c", "bob", "alice") == CallKey.between("c", "alice", "bob") == call_in(CallState.ENDED).key
    assert CallKey.between("c", "bob", "alice") != CallKey.between("c", "bob", "carol")
    assert call_in(CallState.RINGING).other("alice") == "bob"
    assert call_in(CallState.RINGING).other("bob") == "alice"
