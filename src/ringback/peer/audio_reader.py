"""Remote audio: what a Python program hears."""

from typing import Final

import numpy as np
import webrtc

from ringback.peer.resampler import Resampler
from ringback.peer.sample_queue import Samples
from ringback.peer.track_reader import Media, TrackReader

SAMPLE_RATE: Final = 48_000
QUEUE: Final = 10
"""So many chunks of 10 ms may wait to be read."""


WHOLE: Final = webrtc.AudioDataCopyToOptions(plane_index=0, format="s16")
"""All channels of a chunk, interleaved."""


class RemoteAudioReader(TrackReader[Samples]):
    """The sound of a track in chunks of about 10 ms: int16 at 48 kHz, ``(n,)``, or ``(n, 2)`` with two channels.

    Opus gives chunks of exactly 480; sound in another rate (G.711, G.722) is converted, and then lengths vary a
    little. Up to 100 ms wait to be read; then the oldest are dropped, and counted in ``dropped``.
    """

    def __init__(self, track: webrtc.MediaStreamTrack, *, channels: int = 1, queue: int = QUEUE) -> None:
        """Read from now on; ``queue`` is how many chunks may wait.

        Raises:
            ValueError: the track is not audio, or there are not one or two channels.
            RuntimeError: outside an event loop.
        """
        if track.kind != webrtc.MediaType.audio or channels not in (1, 2):
            raise ValueError("An audio reader reads an audio track, with one or two channels.")
        super().__init__(track, queue=queue)
        self._channels = channels
        self._resampler = Resampler(SAMPLE_RATE, SAMPLE_RATE, channels=channels)
        self._rate = SAMPLE_RATE

    async def _converted(self, media: Media) -> Samples | None:
        if not isinstance(media, webrtc.AudioData):
            raise TypeError("An audio track carries audio.")
        samples = np.empty((media.number_of_frames, media.number_of_channels), np.int16)
        media.copy_to(samples.data.cast("B"), WHOLE)
        rate = round(media.sample_rate)
        if rate != self._rate:
            self._resampler, self._rate = Resampler(rate, SAMPLE_RATE, channels=self._channels), rate
        sound = self._resampler.convert(_with_channels(samples, self._channels))
        return sound if len(sound) else None


def _with_channels(samples: Samples, channels: int) -> Samples:
    """``(n, any)`` as ``(n,)`` or ``(n, 2)``: the mean of all channels, or one channel twice."""
    if samples.shape[1] == channels:
        return samples if channels > 1 else samples[:, 0]
    mean = samples.mean(axis=1).astype(np.int16)
    return mean if channels == 1 else np.repeat(mean[:, np.newaxis], channels, axis=1)
