"""A bound on what one connection may send: a token bucket for each kind of message.

Each is kept as the generic cell rate algorithm does it: one number, the time at which the bucket is full again.
Source: ITU-T I.371, annex A. Sans-IO: the time is an argument, in seconds of any clock that does not go back.
"""

from enum import IntEnum
from typing import Final

from msgspec import Struct

CUT_OFF_S: Final = 10.0
CUT_OFF_REFUSED: Final = 150
"""Who has so many messages refused within so many seconds is cut off."""


LEAST_WAIT_S: Final = 1e-6
"""Sums of fractions are not exact."""


class Kind(IntEnum):
    """What has a bucket of its own."""

    CALL = 0
    """An offer that begins a call."""
    CANDIDATE = 1
    MESSAGE = 2
    """Any other message about a call."""
    CONTROL = 3
    """Everything else, and what is no message at all."""
    REFUSAL = 4
    """An answer that says that it was too much. A command is answered all the same."""


class Allowance(Struct, frozen=True):
    """So many at once, and so many a second in the long run."""

    burst: int
    per_s: float


class Allowances(Struct, frozen=True, kw_only=True):
    """What one connection may send, by kind."""

    call: Allowance = Allowance(10, 1)
    candidate: Allowance = Allowance(200, 50)
    message: Allowance = Allowance(60, 20)
    control: Allowance = Allowance(60, 10)
    refusal: Allowance = Allowance(5, 5)


class Meter:
    """What one connection has sent of late."""

    __slots__ = ("_allowances", "_full_at", "_refused")

    def __init__(self, allowances: Allowances) -> None:
        self._allowances = (
            allowances.call,
            allowances.candidate,
            allowances.message,
            allowances.control,
            allowances.refusal,
        )
        self._full_at = [0.0] * len(self._allowances)
        self._refused = 0.0

    def wait_s(self, kind: Kind, now: float) -> float:
        """0 when one more of ``kind`` is allowed, and then it is counted; otherwise in how many seconds one is."""
        allowance = self._allowances[kind]
        full_at = max(self._full_at[kind], now)
        wait_s = full_at - now - (allowance.burst - 1) / allowance.per_s
        if wait_s > LEAST_WAIT_S:
            return wait_s
        self._full_at[kind] = full_at + 1 / allowance.per_s
        return 0.0

    def cut_off(self, now: float) -> bool:
        """One more has been refused; whether that was too many."""
        self._refused = max(self._refused, now) + CUT_OFF_S / CUT_OFF_REFUSED
        return self._refused > now + CUT_OFF_S
