"""The call: what state it is in, and what may happen to it.

Rule 1: everything that changes the state of a call stands in this file, and ``step`` is the only writer.
Rule 2: this file does not know who brings an event about; ``authority.py`` does, and knows nothing else.

The TypeScript twin, the schema, the diagram in the documentation and the whole-table tests come from the table.
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct, structs

from ringback.messages import CallId, UserId

DeviceId = str
"""One of a user's devices. A client that named none gets one of the server's making, which begins with ``~``."""


class CallState(StrEnum):
    """Where a call stands."""

    RINGING = "ringing"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    RECONNECTING = "reconnecting"
    ENDED = "ended"


class CallEvent(StrEnum):
    """What can happen to a call."""

    ACCEPT = "accept"
    DESCRIBE = "describe"
    DECLINE = "decline"
    BUSY = "busy"
    GIVE_UP = "give-up"
    HANG_UP = "hang-up"
    FAIL = "fail"
    LOSE = "lose"
    PRESUME = "presume"
    RETURN = "return"
    EXPIRE = "expire"
    REPLACE = "replace"
    MERGE = "merge"
    MISS = "miss"
    REFUSE = "refuse"
    SHUT_DOWN = "shut-down"


class EndReason(StrEnum):
    """Why a call has ended: the same list on the wire, in the record, in the clients and in the documentation."""

    COMPLETED = "completed"
    DECLINED = "declined"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    CANCELLED = "cancelled"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    DECLINED_ELSEWHERE = "declined_elsewhere"
    UNREACHABLE = "unreachable"
    NOT_ALLOWED = "not_allowed"
    LOST = "lost"
    FAILED = "failed"
    SHUTDOWN = "shutdown"
    MERGED = "merged"


TOLD_TO_A_DEVICE: Final = frozenset({EndReason.ANSWERED_ELSEWHERE, EndReason.DECLINED_ELSEWHERE})
"""What a device is told whose user ended or took the call on another one; never the reason of the call itself."""

S, E, R = CallState, CallEvent, EndReason

Outcome = CallState | EndReason
"""The state that follows; an end is named by its reason."""

TRANSITIONS: Final[dict[CallState, dict[CallEvent, Outcome]]] = {
    S.RINGING: {
        E.ACCEPT: S.CONNECTING,
        E.DECLINE: R.DECLINED,
        E.BUSY: R.BUSY,
        E.GIVE_UP: R.NO_ANSWER,
        E.HANG_UP: R.CANCELLED,
        E.FAIL: R.FAILED,
        E.RETURN: S.RINGING,
        E.EXPIRE: R.NO_ANSWER,
        E.REPLACE: R.CANCELLED,
        E.MERGE: R.MERGED,
        E.MISS: R.UNREACHABLE,
        E.REFUSE: R.NOT_ALLOWED,
        E.SHUT_DOWN: R.SHUTDOWN,
    },
    S.CONNECTING: {
        E.DESCRIBE: S.CONNECTED,
        E.HANG_UP: R.COMPLETED,
        E.FAIL: R.FAILED,
        E.RETURN: S.CONNECTING,
        E.EXPIRE: R.FAILED,
        E.REPLACE: R.LOST,
        E.SHUT_DOWN: R.SHUTDOWN,
    },
    S.CONNECTED: {
        E.HANG_UP: R.COMPLETED,
        E.FAIL: R.FAILED,
        E.LOSE: S.RECONNECTING,
        E.RETURN: S.CONNECTED,
        E.REPLACE: R.LOST,
        E.SHUT_DOWN: R.SHUTDOWN,
    },
    S.RECONNECTING: {
        E.HANG_UP: R.COMPLETED,
        E.FAIL: R.FAILED,
        E.LOSE: S.RECONNECTING,
        E.PRESUME: S.RECONNECTING,
        E.RETURN: S.CONNECTED,
        E.EXPIRE: R.LOST,
        E.REPLACE: R.LOST,
        E.SHUT_DOWN: R.SHUTDOWN,
    },
    S.ENDED: {},
}
"""What follows from each event in each state. What is not in a row does nothing in that state."""


class CallKey(Struct, frozen=True, order=True):
    """What a call is known by: the id that its caller chose, between two users. The lower user id stands first.

    An id is only as hard to guess as its client made it; two pairs that chose the same one do not meet.
    """

    call_id: CallId
    first: UserId
    second: UserId

    @property
    def pair(self) -> tuple[UserId, UserId]:
        """The two users."""
        return self.first, self.second

    @classmethod
    def between(cls, call_id: CallId, one: UserId, other: UserId) -> "CallKey":
        """The key of ``call_id`` between two users, in either order."""
        return cls(call_id, one, other) if one < other else cls(call_id, other, one)


class Timers(Struct, frozen=True, kw_only=True):
    """How long a call may stay where it is, in seconds."""

    ring_s: float = 60.0
    connect_s: float = 30.0
    lost_s: float = 60.0
    presumed_s: float = 7200.0


class Call(Struct, frozen=True, kw_only=True):
    """A call as it is stored: the truth while it lives, and its record afterwards. Times are seconds since 1970.

    ``revision`` counts its changes; a change is stored only over the revision that it was made from.
    """

    call_id: CallId
    caller: UserId
    callee: UserId
    caller_device: DeviceId
    placed_at: float
    callee_device: DeviceId | None = None
    caller_polite: bool | None = None
    """Which side gives way when both offer at once: the callee when it is False; None while nobody has taken it."""
    state: CallState = CallState.RINGING
    reason: EndReason | None = None
    revision: int = 1
    deadline: float | None = None
    accepted_at: float | None = None
    connected_at: float | None = None
    ended_at: float | None = None

    @property
    def key(self) -> CallKey:
        """What the call is known by."""
        return CallKey.between(self.call_id, self.caller, self.callee)

    @property
    def live(self) -> bool:
        """Whether it has not ended."""
        return self.state is not CallState.ENDED

    @property
    def accepted(self) -> bool:
        """Whether a device of the callee has taken it, and it has not ended."""
        return self.live and self.state is not CallState.RINGING

    def other(self, user: UserId) -> UserId:
        """The other party."""
        return self.callee if user == self.caller else self.caller


class Transition(Struct, frozen=True, kw_only=True):
    """A change that can be stored: ``call`` over revision ``expected_revision``."""

    call: Call
    expected_revision: int


def place(call_id: CallId, caller: tuple[UserId, DeviceId], callee: UserId, now: float, timers: Timers) -> Call:
    """A new call that rings from ``now`` on."""
    user, device = caller
    return Call(
        call_id=call_id,
        caller=user,
        caller_device=device,
        callee=callee,
        placed_at=now,
        deadline=now + timers.ring_s,
    )


def step(
    call: Call,
    event: CallEvent,
    now: float,
    timers: Timers,
    *,
    devices: tuple[DeviceId, DeviceId | None] | None = None,
) -> Transition | None:
    """What ``event`` makes of ``call``; None when nothing follows from it in this state.

    ``devices`` are the caller's and the callee's from now on, when the event binds one.
    """
    outcome = TRANSITIONS[call.state].get(event)
    if outcome is None:
        return None
    caller_device, callee_device = devices or (call.caller_device, call.callee_device)
    ended = isinstance(outcome, EndReason)
    state = CallState.ENDED if isinstance(outcome, EndReason) else outcome
    changed = structs.replace(
        call,
        state=state,
        reason=outcome if isinstance(outcome, EndReason) else None,
        revision=call.revision + 1,
        caller_device=caller_device,
        callee_device=callee_device,
        deadline=_deadline(call, state, event, now, timers),
        accepted_at=now if event is E.ACCEPT else call.accepted_at,
        connected_at=now if event is E.DESCRIBE else call.connected_at,
        ended_at=now if ended else None,
    )
    return Transition(call=changed, expected_revision=call.revision)


def _deadline(call: Call, state: CallState, event: CallEvent, now: float, timers: Timers) -> float | None:
    """Until when the call may stay in ``state``."""
    match state:
        case CallState.ENDED | CallState.CONNECTED:
            return None
        case CallState.CONNECTING if call.state is not state:
            return now + timers.connect_s
        case CallState.RECONNECTING if event is E.PRESUME:
            return now + timers.presumed_s
        case CallState.RECONNECTING:
            # somebody else who is lost meanwhile does not make it wait longer
            return now + timers.lost_s if call.deadline is None else min(call.deadline, now + timers.lost_s)
        case _:
            return call.deadline
