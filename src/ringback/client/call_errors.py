"""Why a call came to nothing, or is over.

    CallError                     something about one call: ``.call``, ``.reason``
    ├── CallEnded                 it was talked through, and is over: nothing more can be said in it
    └── CallFailed                it did not come about, or broke
        ├── Offline · Busy · Declined · NoAnswer · NotAllowed · Cancelled · TakenElsewhere
        ├── Unconnected · TurnRefused · Lost
        └── ServerGone · TokenExpired

A program branches on the class, or on its ``code``; the sentence may change.
"""

from typing import TYPE_CHECKING, Final

from ringback.client.signaling_errors import AuthenticationExpired, SignalingError, TokenRefused, TokenUnavailable
from ringback.core.call import EndReason
from ringback.errors import NotAllowed as NotAllowedByServer
from ringback.errors import RecipientOffline, RingbackError

if TYPE_CHECKING:
    from ringback.client.call import Call


class CallError(RingbackError):
    """Something about one call."""

    code = "call_error"
    sentence = "The call cannot go on."

    def __init__(self, call: "Call", reason: EndReason, detail: str = "") -> None:
        super().__init__(f"{self.sentence} {detail}".strip())
        self.call = call
        """The call that it is about."""
        self.reason = reason
        """Why it has ended."""


class CallEnded(CallError):
    """The call is over, as calls are: somebody hung up after it was taken."""

    code = "call_ended"
    sentence = "The call is over."


class CallFailed(CallError):
    """The call did not come about, or broke."""

    code = "call_failed"


class Offline(CallFailed):
    """Nobody is connected under the id that was called."""

    code = "offline"
    sentence = "They are not online."


class Busy(CallFailed):
    """They are in another call."""

    code = "busy"
    sentence = "They are in another call."


class Declined(CallFailed):
    """They said no."""

    code = "declined"
    sentence = "They declined."


class NoAnswer(CallFailed):
    """It rang for as long as it may."""

    code = "no_answer"
    sentence = "Nobody answered."


class NotAllowed(CallFailed):
    """The application does not allow this call."""

    code = "not_allowed"
    sentence = "This call is not allowed."


class Cancelled(CallFailed):
    """It was taken back before it was answered."""

    code = "cancelled"
    sentence = "The call was taken back before it was answered."


class TakenElsewhere(CallFailed):
    """Another device of the same user has answered or declined it."""

    code = "taken_elsewhere"
    sentence = "Another device of this user has answered or declined."


class Unconnected(CallFailed):
    """Taken, but no media came about, or a side gave up on them: ``await call.explain()`` says how far it got."""

    code = "unconnected"
    sentence = "The call could not be connected."


class TurnRefused(Unconnected):
    """It did not connect, and the TURN server had refused the credentials, or the server had given none."""

    code = "turn_refused"
    sentence = "The call could not be connected, and the TURN relay had refused this user."


class Lost(CallFailed):
    """A party was gone for too long."""

    code = "lost"
    sentence = "The other side is gone."


class ServerGone(CallFailed):
    """The server cannot be reached, or has ended its calls."""

    code = "server_gone"
    sentence = "The server cannot be reached."


class TokenExpired(CallFailed):
    """The server takes this client's token no more. Give ``token`` as a function that makes a fresh one."""

    code = "token_expired"
    sentence = "The server takes this token no more."


_CODES: Final = {
    RecipientOffline.code: EndReason.UNREACHABLE,
    NotAllowedByServer.code: EndReason.NOT_ALLOWED,
}

_ERRORS: Final[dict[EndReason, type[CallError]]] = {
    EndReason.COMPLETED: CallEnded,
    EndReason.MERGED: CallEnded,
    EndReason.DECLINED: Declined,
    EndReason.BUSY: Busy,
    EndReason.NO_ANSWER: NoAnswer,
    EndReason.CANCELLED: Cancelled,
    EndReason.ANSWERED_ELSEWHERE: TakenElsewhere,
    EndReason.DECLINED_ELSEWHERE: TakenElsewhere,
    EndReason.UNREACHABLE: Offline,
    EndReason.NOT_ALLOWED: NotAllowed,
    EndReason.LOST: Lost,
    EndReason.FAILED: Unconnected,
    EndReason.SHUTDOWN: ServerGone,
}


def end_reason(code: str) -> EndReason:
    """The reason behind what the other side or the server has said: one of the list, or ``failed``."""
    try:
        return EndReason(code)
    except ValueError:
        return _CODES.get(code, EndReason.FAILED)


def error_of(call: "Call", code: str, *, turn_refused: bool = False) -> CallError:
    """The error for a call that has ended so."""
    reason = end_reason(code)
    kind = TurnRefused if turn_refused and reason is EndReason.FAILED else _ERRORS[reason]
    return kind(call, reason, detail=f"({code})" if code not in (reason, *_CODES) else "")


def error_of_signaling(call: "Call", error: SignalingError | None) -> CallFailed:
    """The error for a call that could not be placed, since there is no way to the server."""
    kind = TokenExpired if isinstance(error, AuthenticationExpired | TokenRefused | TokenUnavailable) else ServerGone
    failed = kind(call, EndReason.FAILED, detail=str(error or ""))
    failed.__cause__ = error
    return failed
