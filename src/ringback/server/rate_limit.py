"""How much one connection may send: what is too much is refused, and who does not stop is cut off."""

import time
from collections.abc import Callable
from math import ceil
from typing import Final

import msgspec

from ringback.core.limits import Allowances, Kind, Meter
from ringback.core.switchboard import call_error
from ringback.errors import RateLimited
from ringback.messages import (
    CallAccept,
    CallAnswer,
    CallError,
    CallHangup,
    CallIceCandidate,
    CallMedia,
    CallOffer,
    CallReject,
    CallReport,
    ClientMessage,
)

TOO_MUCH: Final = RateLimited("Too much at once: wait for `retryInMs`.")

KIND_OF: Final = {
    CallOffer: Kind.MESSAGE,
    CallAnswer: Kind.MESSAGE,
    CallIceCandidate: Kind.CANDIDATE,
    CallAccept: Kind.MESSAGE,
    CallReject: Kind.MESSAGE,
    CallHangup: Kind.MESSAGE,
    CallMedia: Kind.MESSAGE,
    CallReport: Kind.MESSAGE,
}
"""By which bucket a message is measured; an offer that begins a call has one of its own."""


class RateLimit:
    """The limit of one connection: ``refuse`` tells its client, ``cut_off`` ends it. ``clock`` is monotonic, in
    seconds."""

    def __init__(
        self,
        allowances: Allowances,
        *,
        refuse: Callable[[CallError], None],
        cut_off: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._meter = Meter(allowances)
        self._refuse = refuse
        self._cut_off = cut_off
        self._clock = clock

    def allows_message(self, message: ClientMessage, is_new: Callable[[CallOffer], bool]) -> bool:
        """Whether ``message`` may come; ``is_new`` tells whether an offer begins a call."""
        kind = KIND_OF.get(type(message), Kind.CONTROL)
        if type(message) is CallOffer and is_new(message):
            kind = Kind.CALL
        call_id, command_id = getattr(message, "call_id", None), getattr(message, "command_id", None)
        return self.allows(kind, call_id=call_id, command_id=command_id)

    def allows(self, kind: Kind, *, call_id: str | None = None, command_id: str | None = None) -> bool:
        """Whether one more of ``kind`` may come. If not, the client is told when, and cut off if it does not stop."""
        now = self._clock()
        wait_s = self._meter.wait_s(kind, now)
        if not wait_s:
            return True
        if self._meter.cut_off(now):
            self._cut_off()
            return False
        if command_id is not None or not self._meter.wait_s(Kind.REFUSAL, now):
            error = call_error(TOO_MUCH, call_id=call_id, command_id=command_id)
            self._refuse(msgspec.structs.replace(error, retry_in_ms=ceil(wait_s * 1000)))
        return False
