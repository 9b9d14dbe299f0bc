"""What libwebrtc says on standard error, on its way into the log instead.

libwebrtc writes a line there for whatever it dislikes in a description or candidate, so the other side of a call can
make it write. ``wrtc`` has no setting for that. The only cure is to take the whole process's standard error, with
everything else that is written to it: so nothing does that by itself, a program has to choose it.
"""

import logging
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

logger = logging.getLogger("ringback.peer.native")

LINES_PER_MINUTE = 20

_STDERR = 2
_LINE = re.compile(rb"\(\w+\.(?:cc|h|mm?):\d+\): (.*)")
"""``(sdp_offer_answer.cc:4362): what it says``"""


@contextmanager
def native_log() -> Iterator[None]:
    """Logs what libwebrtc writes to standard error, at most ``LINES_PER_MINUTE`` lines, and lets the rest through.

    Logged as debug, because it may quote descriptions and candidates. The price: what anybody writes to standard error
    goes through a thread of this process, so it can come late, and what a crash writes in the last moment can be lost.
    Programs started meanwhile inherit it. One at a time.
    """
    terminal = os.dup(_STDERR)
    reading, writing = os.pipe()
    os.dup2(writing, _STDERR)
    os.close(writing)
    lines = Limit(logger.debug)
    thread = threading.Thread(target=_sort, args=(reading, terminal, lines), name="ringback native log", daemon=True)
    thread.start()
    try:
        yield
    finally:
        os.dup2(terminal, _STDERR)
        thread.join(timeout=1)  # a program that was started meanwhile may hold the pipe open
        os.close(terminal)


class Limit:
    """Passes on so many lines a minute, and says how many it left out."""

    def __init__(self, log: Callable[..., None], clock: Callable[[], float] = monotonic) -> None:
        self._log = log
        self._clock = clock
        self._minute = clock()
        self._passed = 0
        self._left_out = 0

    def __call__(self, line: str) -> None:
        if self._clock() - self._minute >= 60:
            self.flush()
            self._minute, self._passed = self._clock(), 0
        if self._passed < LINES_PER_MINUTE:
            self._passed += 1
            self._log("%s", line)
        else:
            self._left_out += 1

    def flush(self) -> None:
        """Says what was left out since the last line that was passed on."""
        if self._left_out:
            self._log("… and %d more lines of libwebrtc", self._left_out)
            self._left_out = 0


def _sort(reading: int, terminal: int, lines: Limit) -> None:
    with os.fdopen(reading, "rb") as pipe:
        for line in pipe:
            said = _LINE.match(line)
            if said:
                lines(said[1].decode(errors="replace").rstrip())
            else:
                os.write(terminal, line)
    lines.flush()
