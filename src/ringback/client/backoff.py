"""How long to wait before connecting again."""

from collections.abc import Callable
from typing import Final

DELAYS_S: Final = (0.0, 0.3, 1.2, 2.7, 4.8, 7.0)
"""Before each further try; the last one stays."""

JITTER_FROM: Final = 2
JITTER_S: Final = 1.0
"""From the third try on, up to that much more: not every client of a restarted server comes at the same moment."""


IN_CALL_S: Final = 4.8
"""The longest of them while somebody may be waiting: both sides of a call are back within a minute, which is how long
the server waits for them, also after having been away for 50 s."""


def backoff(failures: int, random: Callable[[], float], *, in_call: bool = False) -> float:
    """Seconds to wait before trying again after ``failures`` (0, 1 …) earlier ones. ``random``: 0 up to 1."""
    delay = DELAYS_S[min(failures, len(DELAYS_S) - 1)]
    if in_call:
        delay = min(delay, IN_CALL_S)
    return delay if failures < JITTER_FROM else delay + random() * JITTER_S
