"""What reading audio and reading video share: the media of a track as an asynchronous iterator that never piles up."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Generic, Self, TypeVar

import webrtc

Chunk = TypeVar("Chunk")
Media = webrtc.AudioData | webrtc.VideoFrame


class TrackReader(ABC, AsyncIterator[Chunk], Generic[Chunk]):
    """Reads what a track carries until the track ends or the reader is closed. Whoever made the reader closes it.

    For one reader at a time; several readers may read one track.
    """

    def __init__(self, track: webrtc.MediaStreamTrack, *, queue: int) -> None:
        self._processor = webrtc.MediaStreamTrackProcessor(webrtc.MediaStreamTrackProcessorInit(track, queue))
        self._reader = self._processor.readable.get_reader()
        self._read: asyncio.Future[webrtc.ReadableStreamReadResult[Media]] | None = None
        self._timestamp_us = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    @property
    def dropped(self) -> int:
        """How many chunks were dropped, the oldest first, because they were not read in time."""
        return self._processor.discarded_frames

    @property
    def timestamp_us(self) -> int:
        """When what was read last is to be presented, in microseconds; the same clock for all tracks of a process."""
        return self._timestamp_us

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Chunk:
        """The next chunk. Ends with the track, whatever still waited then, or with ``aclose()``.

        Cancelling loses nothing.
        """
        while True:
            media = await self._next()
            try:
                chunk = await self._converted(media)
            finally:
                media.close()
            if chunk is not None:
                return chunk

    async def aclose(self) -> None:
        """Read no more; again does nothing. What was not read is dropped."""
        await self._reader.cancel()
        if self._read is not None and self._read.done():
            media = self._read.result().value
            self._read = None
            if media is not None:
                media.close()

    @abstractmethod
    async def _converted(self, media: Media) -> Chunk | None:
        """The chunk for ``media``; None when it makes none yet."""

    async def _next(self) -> Media:
        if self._read is None:
            self._read = self._reader.read()
        read = self._read
        # Cancelling the read itself would lose what it was about to get.
        result = await asyncio.shield(read)
        # `aclose` may come between what arrives and who awaits it: then it has dropped it.
        if read is not self._read or result.value is None:
            raise StopAsyncIteration
        self._read = None
        self._timestamp_us = result.value.timestamp
        return result.value
