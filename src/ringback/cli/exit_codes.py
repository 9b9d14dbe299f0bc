"""How a command ends: one table of exit codes, by the reason of a call's end and by what else went wrong.

``docs/reference/command-line.md`` is generated from it.
"""

from dataclasses import dataclass
from typing import Final

from ringback.core.call import EndReason
from ringback.errors import RingbackError


@dataclass(frozen=True)
class Exit:
    """One way to end."""

    code: int
    what: str
    """What has happened, in a sentence."""
    advice: str = ""
    """What to do, in a sentence."""


BY_REASON: Final[dict[EndReason, Exit]] = {
    EndReason.COMPLETED: Exit(0, "Somebody hung up after the call was taken."),
    EndReason.MERGED: Exit(0, "Both called each other; the other one of the two calls goes on."),
    EndReason.DECLINED: Exit(10, "They said no.", "Try another time."),
    EndReason.BUSY: Exit(11, "They are in another call.", "Try again in a while."),
    EndReason.NO_ANSWER: Exit(12, "It rang for as long as it may.", "Try another time."),
    EndReason.UNREACHABLE: Exit(
        13, "Nobody is connected under this id.", "`ringback people USER` says whether somebody is."
    ),
    EndReason.NOT_ALLOWED: Exit(
        14, "The application does not allow this call.", "Whoever runs it says who may call whom."
    ),
    EndReason.CANCELLED: Exit(15, "The call was taken back before it was answered."),
    EndReason.FAILED: Exit(
        16,
        "The call was taken, but no media came about.",
        "A TURN server helps where both sides are behind strict networks: see the how-to “Set up coturn”.",
    ),
    EndReason.LOST: Exit(17, "The other side was gone for too long.", "Call again."),
    EndReason.SHUTDOWN: Exit(18, "The server has ended its calls.", "Call again once it is back."),
    EndReason.ANSWERED_ELSEWHERE: Exit(19, "Another device of this user took the call."),
    EndReason.DECLINED_ELSEWHERE: Exit(20, "Another device of this user said no."),
}

UNFORESEEN: Final = Exit(1, "Something that nobody has foreseen.", "Please report it, with what stands above it.")
WRONG_USE: Final = Exit(2, "A word, an option or a setting is wrong, or something is not installed.")
NO_SERVER: Final = Exit(
    3,
    "The server cannot be reached, or is no ringback server.",
    "Is it running? `ringback serve` starts one, and --server or RINGBACK_SERVER says where it is.",
)
NO_TOKEN: Final = Exit(
    4,
    "The server does not accept the token.",
    "Give another one by --token or RINGBACK_TOKEN; `ringback token USER` makes one where the server's key is.",
)
NOT_WRITTEN: Final = Exit(
    5,
    "A recording could not be written, or not to its end.",
    "Is there room on the disk, and may this user write there?",
)

BY_ERROR: Final[dict[str, Exit]] = {
    "configuration_error": WRONG_USE,
    "engine_missing": WRONG_USE,
    "espeak_ng_missing": WRONG_USE,
    "not_spoken": WRONG_USE,
    "not_recorded": NOT_WRITTEN,
    "signaling_error": NO_SERVER,
    "server_unreachable": NO_SERVER,
    "handshake_refused": NO_SERVER,
    "connection_lost": NO_SERVER,
    "slow_consumer": NO_SERVER,
    "outbox_full": NO_SERVER,
    "signaling_closed": NO_SERVER,
    "server_gone": NO_SERVER,
    "token_refused": NO_TOKEN,
    "token_expired": NO_TOKEN,
    "token_unavailable": NO_TOKEN,
    "authentication_expired": NO_TOKEN,
}
"""By the code of an error that is not the end of a call."""


def exit_of(error: RingbackError) -> Exit:
    """How a command ends that meets ``error``."""
    reason = getattr(error, "reason", None)
    by_reason = BY_REASON[reason] if isinstance(reason, EndReason) else UNFORESEEN
    if reason is EndReason.SHUTDOWN:  # as an error it looks like a server that cannot be reached
        return by_reason
    return BY_ERROR.get(error.code, by_reason)
