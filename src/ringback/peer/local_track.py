"""What local audio and local video share: a source that is read ahead, and frames that go out in time."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncIterable, Iterable
from types import TracebackType
from typing import Final, Generic, Literal, Self, TypeVar

import webrtc

from ringback.peer.playback_clock import PlaybackClock
from ringback.peer.playback_thread import ReadAhead

logger = logging.getLogger("ringback.peer")

Chunk = TypeVar("Chunk")
Frame = TypeVar("Frame")

THREAD_DEPTH: Final = 4
"""So many chunks a plain iterator may be ahead of its track."""


class LocalTrack(ABC, Generic[Chunk, Frame]):
    """A track of what a source gives, sent in real time.

    ``source`` is an asynchronous iterator, read in the event loop, or a plain one, read in a thread of its own. It is
    read a little ahead from the beginning; ``start()`` begins to send, best once the connection is there. The track
    ends with its source, and then ``finished()`` returns; so it does when a peer connection that sent it is closed.
    Whoever made the track closes it, and it closes its source.
    """

    def __init__(self, kind: Literal["audio", "video"], source: AsyncIterable[Chunk] | Iterable[Chunk]) -> None:
        self._generator = webrtc.MediaStreamTrackGenerator(kind)
        self._writer = self._generator.writable.get_writer()
        self._source = source if isinstance(source, AsyncIterable) else ReadAhead(source, depth=THREAD_DEPTH)
        self._filled = asyncio.Event()
        self._taken = asyncio.Event()
        self._late_frames = 0
        self._has_ended = False
        self._reader = asyncio.create_task(self._read())
        self._reader.add_done_callback(self._source_ended)
        self._player: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    @property
    def track(self) -> webrtc.MediaStreamTrack:
        """The engine's track, for ``add_track`` or a ``MediaStream``."""
        return self._generator

    @property
    def late_frames(self) -> int:
        """How many frames had no content in time, because the source was late."""
        return self._late_frames

    def start(self) -> None:
        """Begin to send; again, or after ``aclose()``, does nothing."""
        if self._player is None and not self._has_ended:
            self._player = asyncio.create_task(self._play())
            self._player.add_done_callback(_report)

    async def finished(self) -> None:
        """Start, and return once everything was sent, or the track was closed. Cancelling stops only the waiting.

        Raises:
            Exception: whatever the source raised; TypeError or ValueError when a chunk was not of the right kind.
        """
        self.start()
        if self._player is not None:
            await asyncio.wait((self._player,))
            if not self._player.cancelled():
                self._player.result()

    async def aclose(self) -> None:
        """End the track and its source, and leave nothing running; again does nothing."""
        tasks = [task for task in (self._reader, self._player) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await self._end()
        self._generator.stop()

    @abstractmethod
    def _clock(self, start: float) -> PlaybackClock:
        """The clock of this track's frames."""

    @abstractmethod
    def _accept(self, chunk: Chunk) -> None:
        """Keep a chunk of the source."""

    @abstractmethod
    def _is_full(self) -> bool:
        """Whether enough is kept for now."""

    @abstractmethod
    def _has_frame(self) -> bool:
        """Whether a whole frame is kept."""

    @abstractmethod
    def _take(self) -> Frame | None:
        """The next frame out of what is kept, made up to a whole one; None if nothing is kept."""

    @abstractmethod
    async def _send(self, frame: Frame | None, due: float) -> None:
        """Give the engine a frame, or what stands for one that is late."""

    async def _read(self) -> None:
        async for chunk in self._source:
            self._accept(chunk)
            self._filled.set()
            while self._is_full():
                self._taken.clear()
                await self._taken.wait()

    async def _play(self) -> None:
        now = asyncio.get_running_loop().time
        while not (self._has_frame() or self._reader.done()):
            self._filled.clear()
            await self._filled.wait()
        clock = self._clock(now())
        while True:
            await asyncio.sleep(clock.wait_s(now()))
            frame = self._take() if self._has_frame() or self._reader.done() else None
            if self._has_been_stopped() or (frame is None and self._reader.done()):
                break
            self._taken.set()
            self._late_frames += frame is None
            await self._send(frame, clock.due)
            clock.sent(now())
        await self._end()
        if self._reader.done():
            self._reader.result()

    def _source_ended(self, reader: asyncio.Task[None]) -> None:
        if not reader.cancelled():
            reader.exception()  # told by the player, if there ever is one
        self._filled.set()

    def _has_been_stopped(self) -> bool:
        """By ``stop()``: a peer connection stops the tracks it sent when it closes."""
        return self._generator.ready_state == webrtc.MediaStreamTrackState.ended

    async def _end(self) -> None:
        if not self._has_ended:
            self._has_ended = True
            await self._writer.close()
        aclose = getattr(self._source, "aclose", None)
        if aclose is not None:
            await aclose()


def _report(player: asyncio.Task[None]) -> None:
    if not player.cancelled() and player.exception() is not None:
        logger.error("the source of a local track failed", exc_info=player.exception())
