"""Local audio: what a Python program says."""

from collections import deque
from collections.abc import AsyncIterable, Iterable
from typing import Final

import numpy as np
import webrtc
from numpy.typing import NDArray

from ringback.peer.local_track import LocalTrack
from ringback.peer.playback_clock import PlaybackClock

Samples = NDArray[np.int16]
"""Sound: ``(n,)`` for one channel, ``(n, channels)`` for several."""

FRAMES_PER_S: Final = 100
"""WebRTC takes audio in frames of 10 ms."""

READ_AHEAD_S: Final = 0.05


class LocalAudioTrack(LocalTrack[Samples, Samples]):
    """A track of the samples that ``source`` gives, in chunks of any length: int16, at ``sample_rate`` Hz.

    One channel: shape ``(n,)``; two: ``(n, 2)``. Sent in frames of 10 ms. Where the source is late, silence is sent
    and counted in ``late_frames``, and what comes late is played late. At most 50 ms, or one chunk, is read ahead.
    """

    def __init__(
        self, source: AsyncIterable[Samples] | Iterable[Samples], *, sample_rate: int = 48_000, channels: int = 1
    ) -> None:
        """Read ahead; nothing is sent before ``start()``.

        Raises:
            ValueError: the rate is not of 8,000–384,000 Hz, or there are not one or two channels.
            RuntimeError: outside an event loop.
        """
        if not 8_000 <= sample_rate <= 384_000 or channels not in (1, 2):
            raise ValueError("Audio has 8,000 to 384,000 samples a second and one or two channels.")
        super().__init__("audio", source)
        self._sample_rate = sample_rate
        self._channels = channels
        self._kept: deque[Samples] = deque()
        self._kept_samples = 0
        self._frame = 0

    def _clock(self, start: float) -> PlaybackClock:
        return PlaybackClock(1 / FRAMES_PER_S, start=start)

    def _accept(self, chunk: Samples) -> None:
        if not isinstance(chunk, np.ndarray) or chunk.dtype != np.int16:
            raise TypeError("A chunk of audio is a numpy array of int16.")
        if chunk.shape[1:] != (() if self._channels == 1 else (self._channels,)) or chunk.ndim == 0:
            raise ValueError(f"A chunk of {self._channels} channel(s) cannot have the shape {chunk.shape}.")
        self._kept.append(chunk.copy())  # the source may use its array again
        self._kept_samples += len(chunk)

    def _is_full(self) -> bool:
        return self._kept_samples >= self._sample_rate * READ_AHEAD_S

    def _has_frame(self) -> bool:
        return self._kept_samples >= self._frame_length()

    def _take(self) -> Samples | None:
        if not self._kept_samples:
            return None
        wanted = self._frame_length()
        parts: list[Samples] = []
        while wanted and self._kept:
            part = self._kept.popleft()
            if len(part) > wanted:
                self._kept.appendleft(part[wanted:])
                part = part[:wanted]
            parts.append(part)
            wanted -= len(part)
            self._kept_samples -= len(part)
        if wanted:
            parts.append(self._silence(wanted))
        return np.concatenate(parts)

    async def _send(self, frame: Samples | None, due: float) -> None:
        samples = self._silence(self._frame_length()) if frame is None else frame
        self._frame += 1
        data = webrtc.AudioDataInit(
            format="s16",
            sample_rate=self._sample_rate,
            number_of_frames=len(samples),
            number_of_channels=self._channels,
            timestamp=round(due * 1e6),
            data=samples.tobytes(),
        )
        await self._writer.write(webrtc.AudioData(data))

    def _frame_length(self) -> int:
        """In samples. They differ by one where a second is no whole number of frames, as at 22,050 Hz."""
        return (self._frame + 1) * self._sample_rate // FRAMES_PER_S - self._frame * self._sample_rate // FRAMES_PER_S

    def _silence(self, length: int) -> Samples:
        return np.zeros(length if self._channels == 1 else (length, self._channels), np.int16)
