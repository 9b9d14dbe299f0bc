"""Whether the server is still there: a connection that has gone silent says nothing of its own end."""

import math
from typing import Final

from ringback.messages import Heartbeat

PROBE_S: Final = 3.0
"""How long the answer may take after a change of network: most likely the connection has gone with the old one."""


class Silence:
    """How long the server has said nothing. Sans-IO: times are arguments, in seconds.

    Without an agreement, as with a server that has no sessions, nothing follows from silence.
    """

    def __init__(self, agreed: Heartbeat | None, now: float) -> None:
        self._agreed = agreed
        self._heard_at = now
        self._asked_at = now
        self._doubted_at = math.inf

    def heard(self, now: float) -> None:
        """Something has come, whatever it was."""
        self._heard_at = now
        self._doubted_at = math.inf

    def doubt(self, now: float) -> None:
        """The network has changed: ask at once, and do not wait long."""
        self._doubted_at = min(self._doubted_at, now)

    def due(self, *, in_call: bool) -> float:
        """When there is something to do next; infinity is never."""
        return min(self._asks_at(in_call=in_call), self._ends_at(in_call=in_call))

    def asks(self, now: float, *, in_call: bool) -> bool:
        """Whether to ask now if the server is there; then it counts as asked."""
        if now < self._asks_at(in_call=in_call):
            return False
        self._asked_at = now
        return True

    def is_over(self, now: float, *, in_call: bool) -> bool:
        """Whether it has lasted so long that nobody can be there."""
        return now >= self._ends_at(in_call=in_call)

    def _asks_at(self, *, in_call: bool) -> float:
        if self._agreed is None:
            return math.inf
        if self._asked_at < self._doubted_at < math.inf:
            return self._doubted_at
        interval_ms = self._agreed.in_call_interval_ms if in_call else self._agreed.interval_ms
        return max(self._heard_at, self._asked_at) + interval_ms / 1000

    def _ends_at(self, *, in_call: bool) -> float:
        if self._agreed is None:
            return math.inf
        timeout_ms = self._agreed.in_call_timeout_ms if in_call else self._agreed.timeout_ms
        return min(self._heard_at + timeout_ms / 1000, self._doubted_at + PROBE_S)
