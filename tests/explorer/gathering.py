"""The local candidates of a fake connection."""

from collections.abc import Callable
from functools import partial

from tests.explorer.chain import Clock

CANDIDATES = 2
"""How many a gathering finds, before it says that there are no more."""


class Gathering:
    """Finds candidates for one generation of credentials at a time, tells ``found`` each; an empty one is the last."""

    def __init__(self, clock: Clock, delays: Callable[[], int], found: Callable[[str, str, str], None]) -> None:
        self._clock = clock
        self._delays = delays
        self._found = found
        self._generation = ""

    def begin(self, ufrag: str, mid: str) -> None:
        """Gather for these credentials, unless that is what it does already. Gathering for others is given up."""
        if ufrag != self._generation:
            self._generation = ufrag
            self._next(ufrag, mid, 0)

    def _next(self, ufrag: str, mid: str, number: int) -> None:
        self._clock.after(self._delays(), partial(self._find, ufrag, mid, number))

    def _find(self, ufrag: str, mid: str, number: int) -> None:
        if ufrag != self._generation:
            return
        if number == CANDIDATES:
            self._found(ufrag, mid, "")
        else:
            self._found(ufrag, mid, f"candidate:{number} 1 udp 1 10.0.0.1 {number} typ host ufrag {ufrag}")
            self._next(ufrag, mid, number + 1)
