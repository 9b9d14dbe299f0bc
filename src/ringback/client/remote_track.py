"""What comes from the other side of a call, whatever connection it comes by."""

import asyncio
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

import webrtc

from ringback.peer import MediaStreamTrack
from ringback.peer.track_reader import TrackReader

Chunk = TypeVar("Chunk")


class RemoteTrack:
    """The latest track of one kind; another one when it came anew. ``None`` once the call is over."""

    def __init__(self) -> None:
        self._track: webrtc.MediaStreamTrack | None = None
        self._closed = False
        self._changed = asyncio.Event()

    def put(self, track: MediaStreamTrack) -> None:
        """It has come."""
        if isinstance(track, webrtc.MediaStreamTrack) and track is not self._track:
            self._track = track
            self._changed.set()

    def close(self) -> None:
        """None will come any more."""
        self._closed = True
        self._changed.set()

    async def other_than(self, before: webrtc.MediaStreamTrack | None) -> webrtc.MediaStreamTrack | None:
        """Wait for a track that is not ``before``. Cancelling stops only the waiting."""
        while not self._closed and (self._track is None or self._track is before):
            self._changed.clear()
            await self._changed.wait()
        return None if self._closed else self._track


class RemoteReader(AsyncIterator[Chunk], Generic[Chunk]):
    """Reads what the other side sends from the first ``await`` until the call is over, or ``aclose()``.

    What is not read in time is dropped, the oldest first, and counted in ``dropped``: delay never grows. While this
    side holds the call nothing is given out. For one reader at a time. Cancelling loses nothing.
    """

    def __init__(
        self,
        remote: RemoteTrack,
        read: Callable[[webrtc.MediaStreamTrack], TrackReader[Chunk]],
        is_held: Callable[[], bool],
    ) -> None:
        self._remote = remote
        self._read = read
        self._is_held = is_held
        self._track: webrtc.MediaStreamTrack | None = None
        self._reader: TrackReader[Chunk] | None = None
        self._dropped = 0
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    @property
    def dropped(self) -> int:
        """How many chunks, or pictures, were not read in time."""
        return self._dropped + (self._reader.dropped if self._reader is not None else 0)

    async def __anext__(self) -> Chunk:
        while not self._closed:
            if self._reader is None and not await self._begin():
                break
            try:
                assert self._reader is not None  # noqa: S101 # `_begin` has made it
                chunk = await anext(self._reader)
            except StopAsyncIteration:
                await self._end()
                continue
            if not self._is_held():
                return chunk
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Read no more; again does nothing."""
        self._closed = True
        await self._end()

    async def _begin(self) -> bool:
        track = await self._remote.other_than(self._track)
        if track is None or self._closed:
            return False
        self._track, self._reader = track, self._read(track)
        return True

    async def _end(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            self._dropped += reader.dropped
            await reader.aclose()
