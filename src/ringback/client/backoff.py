"""How long to wait before connecting again."""

from collections.abc import Callable
from typing import Final

DELAYS_S: Final = (0.0, 0.3, 1.2, 2.7, 4.8, 7.0)
"""Before each further try; the last one stays."""

JITTER_FROM: Final = 2
JITTER_S: Final = 1.0
"""From the third try on, up to that much more: not every client of a restarted server comes at the same moment."""


def backoff(failures: int, random: Callable[[], float]) -> float:
    """Seconds to wait before trying again after ``failures`` (0, 1 …) earlier ones. ``random``: 0 up to 1."""
    delay = DELAYS_S[min(failures, len(DELAYS_S) - 1)]
    return delay if failures < JITTER_FROM else delay + random() * JITTER_S
