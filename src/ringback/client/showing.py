"""The picture that a program shows."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterable
from pathlib import Path
from typing import Any, Final

import numpy as np
import webrtc

from ringback.peer.errors import WrongShape
from ringback.peer.playback_file import MediaFile
from ringback.peer.playback_thread import ReadAhead, in_thread
from ringback.peer.video_frames import Picture
from ringback.peer.video_source import LocalVideoTrack
from ringback.sound.closing import closing

FPS: Final = 30.0

STILL_S: Final = 1.0
"""A picture that stays is sent again after so long: for who did not get it, or comes later."""


class Showing:
    """One track, with the latest picture on it until there is another one. At most 30 a second."""

    def __init__(self) -> None:
        self._pictures: asyncio.Queue[Picture] = asyncio.Queue(maxsize=1)
        self._local = LocalVideoTrack(self._source(), fps=FPS)

    @property
    def track(self) -> webrtc.MediaStreamTrack:
        """The engine's track."""
        return self._local.track

    def start(self) -> None:
        """Begin to send; again does nothing."""
        self._local.start()

    async def show(self, picture: object) -> None:
        """Show it once there is room for it: a thirtieth of a second after the one before. Cancelling shows nothing.

        Raises:
            WrongShape: it is neither ``(height, width, 3)`` of uint8 nor an image of PIL.
        """
        await self._pictures.put(picture_in(picture))

    async def aclose(self) -> None:
        """End the track."""
        await self._local.aclose()

    async def _source(self) -> AsyncIterator[Picture]:
        latest = await self._pictures.get()
        while True:
            yield latest
            try:
                async with asyncio.timeout(STILL_S):
                    latest = await self._pictures.get()
            except TimeoutError:
                continue


def picture_in(given: Any) -> Picture:
    """``given`` as RGB: an array, or an image of PIL.

    Raises:
        WrongShape: it is neither.
    """
    convert = getattr(given, "convert", None)
    picture = np.asarray(convert("RGB")) if convert is not None else given
    if not isinstance(picture, np.ndarray) or picture.dtype != np.uint8:
        raise WrongShape("A picture is a numpy array of uint8, or an image of PIL.")
    if picture.ndim != 3 or picture.shape[2] != 3 or 0 in picture.shape:
        raise WrongShape(f"A picture has the shape (height, width, 3), not {picture.shape}.")
    return picture


async def pictures_in(given: object) -> AsyncGenerator[object, None]:
    """The pictures that ``given`` stands for: a file's, those of an iterable, or itself. Closing it closes the source.

    Raises:
        OSError: the file cannot be read.
        ValueError: there is nothing to see in it.
    """
    if isinstance(given, Path):
        given = _film(given)
    if isinstance(given, AsyncIterable):
        async with closing(given):
            async for picture in given:
                yield picture
    elif isinstance(given, Iterable) and not isinstance(given, np.ndarray) and not hasattr(given, "convert"):
        for picture in given:
            yield picture
    else:
        yield given


async def _film(path: Path) -> AsyncIterator[Picture]:
    """At the file's own pace, and at most ``FPS``."""
    file = await in_thread(lambda: MediaFile.open(path))
    if file.fps is None:
        raise ValueError(f"There is nothing to see in {path.name}.")
    now = asyncio.get_running_loop().time
    period_s = 1 / float(file.fps)
    began, count = now(), 0
    pictures = ReadAhead(file.video(), depth=2)
    try:
        async for picture in pictures:
            await asyncio.sleep(began + count * period_s - now())
            count += 1
            yield picture
    finally:
        await pictures.aclose()
