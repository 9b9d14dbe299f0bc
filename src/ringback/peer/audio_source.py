"""Local audio: what a Python program says."""

from collections.abc import AsyncIterable, Iterable
from typing import Final

import webrtc

from ringback.peer.local_track import LocalTrack
from ringback.peer.playback_clock import PlaybackClock
from ringback.peer.sample_queue import SampleQueue, Samples

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
        self._kept = SampleQueue(channels=channels)
        self._frame = 0

    def _clock(self, start: float) -> PlaybackClock:
        return PlaybackClock(1 / FRAMES_PER_S, start=start)

    def _accept(self, chunk: Samples) -> None:
        self._kept.append(chunk)

    def _is_full(self) -> bool:
        return len(self._kept) >= self._sample_rate * READ_AHEAD_S

    def _has_frame(self) -> bool:
        return len(self._kept) >= self._frame_length()

    def _take(self) -> Samples | None:
        return self._kept.take(self._frame_length()) if self._kept else None

    async def _send(self, frame: Samples | None, due: float) -> None:
        samples = self._kept.silence(self._frame_length()) if frame is None else frame
        self._frame += 1
        await self._writer.write(audio_data(samples, sample_rate=self._sample_rate, timestamp_us=round(due * 1e6)))

    def _frame_length(self) -> int:
        """In samples. They differ by one where a second is no whole number of frames, as at 22,050 Hz."""
        return (self._frame + 1) * self._sample_rate // FRAMES_PER_S - self._frame * self._sample_rate // FRAMES_PER_S


def audio_data(samples: Samples, *, sample_rate: int, timestamp_us: int) -> webrtc.AudioData:
    """``samples`` as what the engine sends."""
    return webrtc.AudioData(
        webrtc.AudioDataInit(
            format="s16",
            sample_rate=sample_rate,
            number_of_frames=len(samples),
            number_of_channels=1 if samples.ndim == 1 else samples.shape[1],
            timestamp=timestamp_us,
            data=samples.tobytes(),
        )
    )
