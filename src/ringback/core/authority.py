"""Who may bring about what: the second table. What it brings about then depends on the state: ``call.py``."""

from enum import StrEnum
from typing import Final

from ringback.core.call import CallEvent

E = CallEvent


class Role(StrEnum):
    """What somebody is to a call."""

    CALLER = "caller"
    RUNG = "rung"
    WINNER = "winner"
    LOSER = "loser"
    STRANGER = "stranger"
    SERVER = "server"


class Cause(StrEnum):
    """What somebody does. The first seven are messages; what the server does by itself comes after them."""

    OFFER = "call-offer"
    ANSWER = "call-answer"
    CANDIDATE = "call-ice-candidate"
    ACCEPT = "call-accept"
    REJECT = "call-reject"
    HANGUP = "call-hangup"
    MEDIA = "call-media"
    CLOCK = "clock"
    DEPARTURE = "departure"
    ARRIVAL = "arrival"
    COLLISION = "collision"
    STOP = "stop"


AUTHORITY: Final[dict[Role, dict[Cause, set[CallEvent]]]] = {
    Role.CALLER: {
        Cause.ANSWER: {E.DESCRIBE},
        Cause.HANGUP: {E.HANG_UP, E.GIVE_UP, E.FAIL},
    },
    # A plain client may answer without an accept: whoever describes its media has taken the call.
    Role.RUNG: {
        Cause.OFFER: {E.ACCEPT},
        Cause.ANSWER: {E.ACCEPT, E.DESCRIBE},
        Cause.ACCEPT: {E.ACCEPT},
        Cause.REJECT: {E.DECLINE, E.BUSY, E.FAIL},
        Cause.HANGUP: {E.DECLINE, E.BUSY, E.FAIL},
    },
    Role.WINNER: {
        Cause.ANSWER: {E.DESCRIBE},
        Cause.REJECT: {E.HANG_UP, E.FAIL},
        Cause.HANGUP: {E.HANG_UP, E.FAIL},
    },
    Role.LOSER: {},
    Role.STRANGER: {},
    Role.SERVER: {
        Cause.OFFER: {E.BUSY, E.MISS, E.REFUSE, E.REPLACE},
        Cause.ACCEPT: {E.MISS},
        Cause.CLOCK: {E.EXPIRE},
        Cause.DEPARTURE: {E.LOSE},
        Cause.ARRIVAL: {E.RETURN, E.PRESUME},
        Cause.COLLISION: {E.ACCEPT, E.MERGE},
        Cause.STOP: {E.SHUT_DOWN},
    },
}
"""Who may cause what, by which message. With several events in a cell, the reason that was given decides."""

MAY_SIGNAL: Final = frozenset({Role.CALLER, Role.RUNG, Role.WINNER})
"""Whose messages are passed on to the other side. Passing on is not causing: most messages change no state."""

ONCE_ACCEPTED: Final = frozenset({Cause.MEDIA})
"""What is passed on only between the two devices of a call that was accepted."""

SAID: Final = {"busy": E.BUSY, "failed": E.FAIL, "lost": E.FAIL, "no_answer": E.GIVE_UP}
"""What the reason of a ``call-reject`` or ``call-hangup`` makes of it, where its sender may cause that."""

_PLAINLY: Final = (E.HANG_UP, E.DECLINE, E.ACCEPT, E.DESCRIBE)


def caused_by(role: Role, cause: Cause, reason: str | None = None) -> tuple[CallEvent, ...]:
    """The events, in order, that ``role`` causes by ``cause``; none when it is not theirs to cause."""
    allowed = AUTHORITY[role].get(cause)
    if not allowed:
        return ()
    said = SAID.get(reason or "")
    if said in allowed and cause in (Cause.REJECT, Cause.HANGUP):
        return (said,)
    return tuple(event for event in _PLAINLY if event in allowed)
