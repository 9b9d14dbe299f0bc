"""When each frame of a steady stream is due: the arithmetic of pacing, without a clock of its own."""

from typing import Final

CATCH_UP: Final = 0.5
"""Late frames follow each other at this part of their period, not in a burst: a burst is lost in jitter buffers."""

FORGET_S: Final = 0.2
"""Lateness beyond this is not caught up: the stream goes on from now, as after a pause."""


class PlaybackClock:
    """Frame ``n`` is due ``n`` periods after the start, so that the error of one wait never adds to the next."""

    def __init__(self, period_s: float, *, start: float) -> None:
        self._period_s = period_s
        self._start = start
        self._count = 0
        self._earliest = start

    @property
    def due(self) -> float:
        """When the next frame is due, in seconds on the caller's clock."""
        return self._start + self._count * self._period_s

    def wait_s(self, now: float) -> float:
        """For how many seconds to wait before the next frame."""
        lateness = now - self.due
        if lateness > FORGET_S:
            self._start += lateness
        return max(0.0, max(self.due, self._earliest) - now)

    def sent(self, now: float) -> None:
        """The frame that was due has gone out."""
        self._count += 1
        self._earliest = now + self._period_s * CATCH_UP
