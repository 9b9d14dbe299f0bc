"""Writing sound and pictures to a file. Blocking: for a thread of its own."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final, cast

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from ringback.peer.sample_queue import Samples
from ringback.peer.video_frames import Picture

SAMPLE_RATE: Final = 48_000

GAP_S: Final = 0.2
"""Sound that is missing for longer than this is written as silence; less is the unsteadiness of delivery."""

SETTLED_S: Final = 0.1
"""That it is missing is believed so long after it is next heard: after a standstill of the machine the engine brings
all that it had kept within milliseconds, which silence before it would put behind the pictures for good."""

_MILLISECOND: Final = Fraction(1, 1000)


@dataclass(frozen=True)
class Codecs:
    """What a container is filled with, by the names of FFmpeg."""

    audio: str
    video: str | None
    video_options: tuple[tuple[str, str], ...] = ()


CODECS: Final = {
    ".wav": Codecs("pcm_s16le", None),
    ".mp4": Codecs("aac", "libx264", (("preset", "veryfast"),)),
    ".webm": Codecs("libopus", "libvpx", (("deadline", "realtime"), ("cpu-used", "8"))),
}


def codecs_for(path: Path) -> Codecs:
    """The codecs for the ending of a file's name.

    Raises:
        ValueError: it is none that can be recorded.
    """
    if path.suffix.lower() not in CODECS:
        raise ValueError(f"A recording is one of {', '.join(CODECS)}, not {path.name}.")
    return CODECS[path.suffix.lower()]


class RecordingFile:
    """A file that grows by sound (48 kHz) and pictures (fitted into ``size``), each with its time in µs.

    ``channels`` is how many the sound has: 1, of shape ``(n,)``, or 2, ``(n, 2)``.
    """

    def __init__(
        self, path: Path, *, audio: bool, video: bool = False, size: tuple[int, int] = (2, 2), channels: int = 1
    ) -> None:
        """Create the file, over one that is there.

        Raises:
            OSError: it cannot be written.
            ValueError: this kind of file cannot hold it.
        """
        codecs = codecs_for(path)
        if video and codecs.video is None:
            raise ValueError(f"{path.suffix} files hold no pictures.")
        self._size = size
        self._origin_us: int | None = None
        self._samples = 0
        self._unsettled: list[Samples] = []
        self._gap_since: int | None = None
        self._missing = 0
        self._channels = channels
        self._layout = "mono" if channels == 1 else "stereo"
        self._last_ms = -1
        self._audio: AudioStream | None = None
        self._video: VideoStream | None = None
        self._container = av.open(str(path), "w")
        if audio:
            stream = self._container.add_stream(codecs.audio, rate=SAMPLE_RATE, layout=self._layout)
            self._audio = cast(AudioStream, stream)
        if video and codecs.video is not None:
            self._video = cast(VideoStream, self._container.add_stream(codecs.video, rate=30))
            self._video.width, self._video.height = size
            self._video.pix_fmt = "yuv420p"
            self._video.options = dict(codecs.video_options)
            self._video.codec_context.time_base = _MILLISECOND
        try:
            self._container.start_encoding()
        except BaseException:
            self._container.close()
            raise

    def write_audio(self, samples: Samples, timestamp_us: int) -> None:
        """Append sound; where some is missing before it, silence."""
        here = round(self._since_origin_us(timestamp_us) * SAMPLE_RATE / 1e6)
        self._missing = here - self._samples - sum(map(len, self._unsettled))
        self._unsettled.append(samples)
        if self._missing <= GAP_S * SAMPLE_RATE:
            self._settle()
        elif self._gap_since is None:
            self._gap_since = here
        elif here - self._gap_since >= SETTLED_S * SAMPLE_RATE:
            self._settle()

    def write_video(self, picture: Picture, timestamp_us: int) -> None:
        """Append a picture; two in the same millisecond, or out of order, are one."""
        ms = self._since_origin_us(timestamp_us) // 1000
        if self._video is None or ms <= self._last_ms:
            return
        self._last_ms = ms
        frame = av.VideoFrame.from_ndarray(_fitted(picture, self._size), "rgb24")
        frame.pts, frame.time_base = ms, _MILLISECOND
        self._container.mux(self._video.encode(frame))

    def close(self) -> None:
        """Write what is still in the encoders, and finish the file."""
        try:
            self._settle()
            for stream in (self._audio, self._video):
                if stream is not None:
                    self._container.mux(stream.encode(None))
        finally:
            self._container.close()

    def _since_origin_us(self, timestamp_us: int) -> int:
        """The first thing written is the beginning; what is older by its time belongs there as well."""
        if self._origin_us is None:
            self._origin_us = timestamp_us
        return max(0, timestamp_us - self._origin_us)

    def _settle(self) -> None:
        """Write the sound that waited for it to be known whether some is missing before it."""
        if self._missing > GAP_S * SAMPLE_RATE:
            self._unsettled.insert(0, np.zeros(self._missing * self._channels, np.int16).reshape(self._missing, -1))
        for samples in self._unsettled:
            self._encode_audio(samples)
        self._unsettled, self._gap_since, self._missing = [], None, 0

    def _encode_audio(self, samples: Samples) -> None:
        if self._audio is None:
            return
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples).reshape(1, -1), "s16", self._layout)
        frame.sample_rate = SAMPLE_RATE
        frame.pts, frame.time_base = self._samples, Fraction(1, SAMPLE_RATE)
        self._samples += len(samples)
        self._container.mux(self._audio.encode(frame))


def _fitted(picture: Picture, size: tuple[int, int]) -> Picture:
    """``picture`` scaled to fit into ``size`` (width, height) whole, with black bars where the shapes differ."""
    width, height = size
    scale = min(width / picture.shape[1], height / picture.shape[0])
    inner_width, inner_height = (max(1, round(side * scale)) for side in (picture.shape[1], picture.shape[0]))
    if picture.shape[:2] != (inner_height, inner_width):
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), "rgb24")
        picture = cast(Picture, frame.to_ndarray(format="rgb24", width=inner_width, height=inner_height))
    if (inner_width, inner_height) == size:
        return picture
    canvas = np.zeros((height, width, 3), np.uint8)
    top, left = (height - inner_height) // 2, (width - inner_width) // 2
    canvas[top : top + inner_height, left : left + inner_width] = picture
    return canvas
