"""What a media file holds, decoded for a call. Blocking: for a thread of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Final, cast

import av
import numpy as np
from av.container import InputContainer

from ringback.peer.sample_queue import Samples
from ringback.peer.video_frames import Picture

SAMPLE_RATE: Final = 48_000
MAX_FPS: Final = 30
MAX_SIZE: Final = (1280, 720)
"""Larger pictures are scaled down: a call would do so anyway."""


@dataclass(frozen=True, kw_only=True)
class MediaFile:
    """A file that can be played, and what is in it."""

    path: Path
    has_audio: bool
    fps: Fraction | None
    """Pictures per second; None: there are none."""
    start_s: float
    duration_s: float | None
    """None when the file does not say."""
    loops: bool = False

    @classmethod
    def open(cls, path: Path, *, loops: bool = False) -> "MediaFile":
        """Look into the file.

        Raises:
            OSError: it cannot be read.
            ValueError: there is no sound and no picture in it that can be decoded.
        """
        with av.open(str(path)) as container:
            streams = container.streams
            if not streams.audio and not streams.video:
                raise ValueError(f"There is nothing to play in {path.name}.")
            rate = streams.video[0].average_rate or Fraction(MAX_FPS) if streams.video else None
            return cls(
                path=path,
                has_audio=bool(streams.audio),
                fps=None if rate is None else min(rate, Fraction(MAX_FPS)),
                start_s=(container.start_time or 0) / av.time_base,
                duration_s=None if container.duration is None else container.duration / av.time_base,
                loops=loops,
            )

    def audio(self) -> Iterator[Samples]:
        """The sound: mono at 48 kHz."""
        with av.open(str(self.path)) as container:
            if not self.loops or self._round_s is None:
                yield from self._audio_once(container)
                return
            while True:
                missing = round(self._round_s * SAMPLE_RATE)
                for samples in self._audio_once(container):
                    yield samples[:missing]
                    missing -= len(samples[:missing])
                yield np.zeros(missing, np.int16)
                container.seek(0)

    def video(self) -> Iterator[Picture]:
        """The pictures, evenly spaced: repeated or left out where the file has its own times."""
        with av.open(str(self.path)) as container:
            if not self.loops or self._round_s is None:
                yield from self._video_once(container)
                return
            while True:
                missing = round(self._round_s * self._rate)
                for picture in islice(self._video_once(container), missing):
                    yield picture
                    missing -= 1
                for _ in range(missing):
                    yield picture
                container.seek(0)

    @property
    def _rate(self) -> Fraction:
        return self.fps or Fraction(MAX_FPS)

    @property
    def _round_s(self) -> Fraction | None:
        """How long one round of a loop is: a whole number of pictures, so that sound and picture stay together."""
        return None if self.duration_s is None else max(1, round(self.duration_s * self._rate)) / self._rate

    def _audio_once(self, container: InputContainer) -> Iterator[Samples]:
        resampler = av.AudioResampler("s16", "mono", SAMPLE_RATE)
        has_begun = False
        for frame in container.decode(audio=0):
            if not has_begun and frame.time is not None:
                yield np.zeros(max(0, round((frame.time - self.start_s) * SAMPLE_RATE)), np.int16)
            has_begun = True
            for part in resampler.resample(frame):
                yield part.to_ndarray()[0]
        if has_begun:
            for part in resampler.resample(None):
                yield part.to_ndarray()[0]

    def _video_once(self, container: InputContainer) -> Iterator[Picture]:
        shown: av.VideoFrame | None = None
        tick = 0
        for frame in container.decode(video=0):
            shown = shown or frame
            due = tick if frame.time is None else (frame.time - self.start_s) * self._rate
            while tick + 0.5 < due:  # until the tick nearest to its time, the one before it stays
                yield _picture(shown)
                tick += 1
            shown = frame
        if shown is not None:
            yield _picture(shown)


def _picture(frame: av.VideoFrame) -> Picture:
    scale = min(1.0, MAX_SIZE[0] / frame.width, MAX_SIZE[1] / frame.height)
    width, height = (max(2, round(side * scale) & ~1) for side in (frame.width, frame.height))
    picture = cast(Picture, frame.to_ndarray(format="rgb24", width=width, height=height))
    turns = frame.rotation // 90 % 4
    return np.ascontiguousarray(np.rot90(picture, turns)) if turns else picture
