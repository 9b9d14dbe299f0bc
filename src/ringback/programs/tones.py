"""What a program plays where no file is given."""

from collections.abc import AsyncGenerator
from typing import Final

import numpy as np

from ringback.sound import SAMPLE_RATE, Samples, mixed

LEVEL: Final = 4000

TUNE: Final = (262, 330, 392, 523, 392, 330, 294, 349, 440, 587, 440, 349, 247, 294, 392, 494, 392, 294)
"""In hertz: C major, D minor and G major, each broken up and down."""

NOTE_S: Final = 0.35


def tone(hertz: float, seconds: float) -> Samples:
    """That tone, without a click at its ends."""
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    swell = np.minimum(1, np.minimum(times, seconds - times) * 100)
    sound: Samples = (np.sin(2 * np.pi * hertz * times) * swell * LEVEL).astype(np.int16)
    return sound


def beep() -> Samples:
    """After which one is to speak."""
    return tone(1000, 0.4)


async def tune() -> AsyncGenerator[Samples, None]:
    """Something to wait by, without an end, a note at a time."""
    while True:
        for hertz in TUNE:
            yield mixed(tone(hertz, NOTE_S), tone(hertz * 2, NOTE_S) // 4)
