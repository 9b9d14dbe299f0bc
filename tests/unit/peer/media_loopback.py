"""Two connections of the engine in one process, and media that can be told apart at the other end."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import active_count

import numpy as np
import webrtc
from numpy.typing import NDArray

from ringback.peer.audio_source import Samples
from ringback.peer.video_frames import Picture

webrtc.allow_loopback()

RED, GREEN, BLUE, YELLOW = (230, 20, 20), (20, 200, 20), (20, 20, 230), (230, 230, 20)

COLOUR_TOLERANCE = 40
"""A video codec keeps colours only roughly."""


def sine(hertz: float, *, seconds: float, rate: int = 48_000, level: int = 8000) -> Samples:
    """A tone, one channel."""
    return (np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate) * level).astype(np.int16)


def chunks(samples: Samples, *lengths: int) -> Iterator[Samples]:
    """``samples`` in chunks of these lengths, again and again."""
    begin = 0
    while begin < len(samples):
        for length in lengths:
            yield samples[begin : begin + length]
            begin += length


def hertz_of(samples: Samples, *, rate: int = 48_000) -> float:
    """The strongest frequency."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * rate / len(samples))


def quarters(height: int = 120, width: int = 160) -> Picture:
    """Four colours: red and green above blue and yellow."""
    picture = np.empty((height, width, 3), np.uint8)
    picture[: height // 2, : width // 2], picture[: height // 2, width // 2 :] = RED, GREEN
    picture[height // 2 :, : width // 2], picture[height // 2 :, width // 2 :] = BLUE, YELLOW
    return picture


def shows_quarters(picture: Picture) -> bool:
    """Whether it shows ``quarters()``, in whatever size."""
    height, width = picture.shape[:2]
    seen: NDArray[np.int64] = np.array(
        [[picture[y * height // 4, x * width // 4] for x in (1, 3)] for y in (1, 3)], np.int64
    )
    return bool((np.abs(seen - np.array([[RED, GREEN], [BLUE, YELLOW]])) < COLOUR_TOLERANCE).all())


class Side:
    """One connection, and the tracks it receives."""

    def __init__(self) -> None:
        self.connection = webrtc.RTCPeerConnection()
        self.received: dict[str, asyncio.Future[webrtc.MediaStreamTrack]] = {
            kind: asyncio.get_running_loop().create_future() for kind in ("audio", "video")
        }
        self.connection.on("track", lambda event: self.received[event.track.kind.value].set_result(event.track))

    async def connect_to(self, other: "Side") -> None:
        """One offer, one answer."""
        for one, another in ((self.connection, other.connection), (other.connection, self.connection)):
            await one.set_local_description()
            assert one.local_description is not None
            await another.set_remote_description(one.local_description)

    async def track(self, kind: str) -> webrtc.MediaStreamTrack:
        """The track of this kind, once there is one."""
        async with asyncio.timeout(10):
            return await self.received[kind]


@asynccontextmanager
async def pair(*tracks: webrtc.MediaStreamTrack) -> AsyncIterator[tuple[Side, Side]]:
    """Two sides, connected if the first is to send ``tracks``. Both are closed at the end."""
    one, other = Side(), Side()
    underway: set[asyncio.Task[None]] = set()

    def trickle(to: webrtc.RTCPeerConnection, event: webrtc.RTCPeerConnectionIceEvent) -> None:
        task = asyncio.ensure_future(to.add_ice_candidate(event.candidate))
        underway.add(task)
        task.add_done_callback(underway.discard)

    one.connection.on("icecandidate", lambda event: trickle(other.connection, event))
    other.connection.on("icecandidate", lambda event: trickle(one.connection, event))
    try:
        for track in tracks:
            one.connection.add_track(track)
        if tracks:
            await one.connect_to(other)
        yield one, other
    finally:
        one.connection.close()
        other.connection.close()
        if underway:
            await asyncio.wait(underway)


def running() -> tuple[int, int]:
    """How many Python threads and asyncio tasks there are."""
    return active_count(), len(asyncio.all_tasks())


def descriptors() -> int:
    """How many file descriptors this process holds."""
    return len(list(Path("/proc/self/fd").iterdir()))
