"""Bursts of a tone, and finding them again in what comes back."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]

SAMPLE_RATE: Final = 48_000
FRAME: Final = 480
"""Samples in 10 ms, the frame of the engine."""

BURST_HZ: Final = 1000
BURST_FRAMES: Final = 4
BURST_AMPLITUDE: Final = 16_000
ONSET: Final = BURST_AMPLITUDE // 4
"""From here on a sample belongs to a burst; what a codec lets ring before it is softer."""

SILENCE: Final = bytes(2 * FRAME)
_times = np.arange(FRAME) / SAMPLE_RATE
BURST: Final = (BURST_AMPLITUDE * np.sin(2 * np.pi * BURST_HZ * _times)).astype(np.int16).tobytes()
"""A whole number of periods, so that frames of it join without a click."""


class Ear:
    """Listens for the bursts of one call and notes how long each was on its way, in milliseconds."""

    def __init__(self) -> None:
        self.said = 0
        self.delays_ms: list[float] = []
        self._said_at: float | None = None
        self._onset: float | None = None

    @property
    def waiting(self) -> bool:
        """Whether a burst has been said and not been heard."""
        return self._said_at is not None

    def say(self, now: float) -> None:
        """A burst sets out at ``now``, in seconds. One that is still missing is lost."""
        self.said += 1
        self._expect(now)

    def hear(self, samples: Samples, now: float) -> None:
        """Look for the burst in 10 ms that are to be played from ``now`` on."""
        if self._said_at is None:
            return
        loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > ONSET)
        onset = self._onset
        if onset is None and loud.size:
            onset = now + int(loud[0]) / SAMPLE_RATE
        if onset is not None and _is_tone(samples):
            self.delays_ms.append(1000 * (onset - self._said_at))
            self._expect(None)
        else:
            # A frame that holds only the first samples of a burst is no tone yet; the next one tells.
            self._onset = onset if self._onset is None else None

    def forget(self) -> None:
        """Begin to count anew; a burst that is on its way no longer counts."""
        self.said = 0
        self.delays_ms = []
        self._expect(None)

    def _expect(self, said_at: float | None) -> None:
        self._said_at = said_at
        self._onset = None


def _is_tone(samples: Samples) -> bool:
    """Whether the strongest of the frequencies, 100 Hz apart, is the burst's or beside it."""
    strongest = int(np.argmax(np.abs(np.fft.rfft(samples))))
    return abs(strongest * SAMPLE_RATE / FRAME - BURST_HZ) <= SAMPLE_RATE / FRAME
