"""Files with sound and pictures in them, made and read by PyAV alone: nothing that is to be tested takes part."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from ringback.peer.sample_queue import Samples
from ringback.peer.video_frames import Picture


@dataclass(frozen=True)
class Content:
    """What a file holds: sound as int16, mono, at 48 kHz; pictures as RGB, uint8, height × width × 3."""

    sound: Samples
    pictures: list[Picture]
    times_s: list[float]
    """Of the pictures."""
    duration_s: float


def write(path: Path, *, sound: Samples | None = None, pictures: list[Picture] | None = None, fps: int = 25) -> Path:
    """A file with ``sound`` (mono, 48 kHz) and ``pictures``: ``.wav``, ``.mp4`` or ``.webm``. Returns its path."""
    audio_codec, video_codec = {".mp4": ("aac", "libx264"), ".webm": ("libopus", "libvpx"), ".wav": ("pcm_s16le", "")}[
        path.suffix
    ]
    with av.open(str(path), "w") as container:
        audio = container.add_stream(audio_codec, rate=48_000, layout="mono") if sound is not None else None
        video = container.add_stream(video_codec, rate=fps) if pictures is not None else None
        if isinstance(video, VideoStream) and pictures is not None:
            video.height, video.width = pictures[0].shape[:2]
            video.pix_fmt = "yuv420p"
            for number, picture in enumerate(pictures):
                frame = av.VideoFrame.from_ndarray(picture, "rgb24")
                frame.pts, frame.time_base = number, Fraction(1, fps)
                container.mux(video.encode(frame))
            container.mux(video.encode(None))
        if isinstance(audio, AudioStream) and sound is not None:
            samples = av.AudioFrame.from_ndarray(sound.reshape(1, -1), "s16", "mono")
            samples.sample_rate, samples.pts = 48_000, 0
            container.mux(audio.encode(samples))
            container.mux(audio.encode(None))
    return path


def read(path: Path) -> Content:
    """Everything in a file; several channels are mixed."""
    sound: list[Samples] = [np.zeros(0, np.int16)]
    pictures: list[Picture] = []
    times: list[float] = []
    with av.open(str(path)) as container:
        if container.streams.audio:
            resampler = av.AudioResampler("s16", "mono", 48_000)
            for frame in container.decode(audio=0):
                sound += [part.to_ndarray()[0] for part in resampler.resample(frame)]
    with av.open(str(path)) as container:
        if container.streams.video:
            for picture in container.decode(video=0):
                pictures.append(cast(Picture, picture.to_ndarray(format="rgb24")))
                times.append(picture.time or 0.0)
        duration = (container.duration or 0) / av.time_base
    return Content(np.concatenate(sound), pictures, times, duration)
