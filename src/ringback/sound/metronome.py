"""The beat at which sound goes out: one timer for all the calls of a program."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from ringback.peer.playback_clock import PlaybackClock

logger = logging.getLogger("ringback.sound")

BEAT_S: Final = 0.01
"""WebRTC takes audio in frames of 10 ms."""

Beat = Callable[[float], None]
"""Is told when the beat was due, in seconds of the loop's clock."""


class Metronome:
    """Calls everybody who has joined every 10 ms; runs while there is somebody. After a delay it catches up."""

    def __init__(self) -> None:
        self._beats: dict[Beat, None] = {}
        self._clock = PlaybackClock(BEAT_S, start=0.0)
        self._timer: asyncio.Handle | None = None

    def join(self, beat: Beat) -> None:
        """Call ``beat`` from now on; again does nothing."""
        self._beats[beat] = None
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._clock = PlaybackClock(BEAT_S, start=loop.time())
            self._timer = loop.call_soon(self._strike)

    def leave(self, beat: Beat) -> None:
        """Call it no more; again does nothing."""
        self._beats.pop(beat, None)
        if not self._beats and self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _strike(self) -> None:
        loop = asyncio.get_running_loop()
        now, due = loop.time(), self._clock.due
        self._clock.sent(now)
        self._timer = loop.call_at(now + self._clock.wait_s(now), self._strike)
        for beat in tuple(self._beats):
            try:
                beat(due)
            except Exception:
                logger.exception("what was to be sent on the beat could not be")


_of_loops: dict[asyncio.AbstractEventLoop, Metronome] = {}
"""Weak keys would keep a loop as well: a beat that has never left, and the timer, know theirs."""


def metronome() -> Metronome:
    """That of the running loop."""
    loop = asyncio.get_running_loop()
    if loop not in _of_loops:
        for other in tuple(_of_loops):
            if other.is_closed():
                _of_loops.pop(other, None)  # which another thread may have done
        _of_loops[loop] = Metronome()
    return _of_loops[loop]
