"""Sound at another rate."""

from typing import Final

import av
import numpy as np

from ringback.peer.sample_queue import Samples

RATES: Final = range(8_000, 384_001)
"""What the engine and FFmpeg both take, in samples a second."""


class Resampler:
    """Converts a stream of int16 from one rate into another, by FFmpeg's swresample.

    What comes out lags some tens of samples behind what went in, until ``flush()``.
    """

    def __init__(self, from_rate: int, to_rate: int, *, channels: int = 1) -> None:
        """Nothing has gone in yet.

        Raises:
            ValueError: a rate is not of 8,000–384,000 Hz, or there are not one or two channels.
        """
        if from_rate not in RATES or to_rate not in RATES or channels not in (1, 2):
            raise ValueError("Sound is resampled between 8,000 and 384,000 Hz, with one or two channels.")
        self._from_rate = from_rate
        self._to_rate = to_rate
        self._channels = channels
        self._layout = "mono" if channels == 1 else "stereo"
        self._resampler: av.AudioResampler | None = None

    def convert(self, samples: Samples) -> Samples:
        """What ``samples`` become, as far as it is settled by now: it may be nothing yet."""
        if self._from_rate == self._to_rate or not len(samples):
            return samples
        if self._resampler is None:
            self._resampler = av.AudioResampler("s16", self._layout, self._to_rate)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples).reshape(1, -1), "s16", self._layout)
        frame.sample_rate = self._from_rate
        return self._joined(self._resampler.resample(frame))

    def flush(self) -> Samples:
        """What is still to come of all that went in. Afterwards another sound may begin."""
        resampler, self._resampler = self._resampler, None
        return self._joined([] if resampler is None else resampler.resample(None))

    def _joined(self, frames: list[av.AudioFrame]) -> Samples:
        parts = [frame.to_ndarray()[0] for frame in frames]
        joined: Samples = np.concatenate(parts) if parts else np.zeros(0, np.int16)
        return joined if self._channels == 1 else joined.reshape(-1, self._channels)
