"""Encoding beside the event loop."""

import asyncio
import queue
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, Final, Self

from ringback.peer.playback_thread import in_thread
from ringback.peer.recording_file import RecordingFile

WAITING: Final = 200
"""So many pieces of sound and pictures may wait for the encoder: two seconds of sound alone."""


class RecordingThread:
    """A file that grows in a thread of its own, piece by piece. When that falls behind, pieces are left out.

    Whoever opened it closes it; the file is complete only then.
    """

    def __init__(self, file: RecordingFile) -> None:
        self._file = file
        self._pieces: queue.Queue[partial[None] | None] = queue.Queue()
        self._dropped = 0
        self._feeding: list[asyncio.Task[None]] = []
        self._encoder = asyncio.create_task(in_thread(self._encode))
        self._encoder.add_done_callback(lambda _: self._pieces.put_nowait(None))  # also when the loop ends first

    @classmethod
    async def open(cls, create: Callable[[], RecordingFile]) -> Self:
        """Create the file, and begin. Raises whatever ``create`` does."""
        return cls(await in_thread(create))

    @property
    def dropped(self) -> int:
        """How many pieces were left out because this machine was too slow."""
        return self._dropped

    @property
    def file(self) -> RecordingFile:
        """What ``write`` takes the methods of."""
        return self._file

    def feed(self, feeding: Coroutine[Any, Any, None]) -> None:
        """Run ``feeding``, which brings pieces, until the file is closed."""
        self._feeding.append(asyncio.create_task(feeding))

    def write(self, piece: partial[None]) -> None:
        """Call ``piece``, a method of the file with what it is to write, when its turn comes."""
        if self._pieces.qsize() < WAITING:
            self._pieces.put_nowait(piece)
        else:
            self._dropped += 1

    async def aclose(self) -> None:
        """Finish the file; again does nothing. Cancelling finishes it in the background.

        Raises:
            OSError, ValueError: something could not be written; the file may be incomplete.
            Exception: what one of those that fed it has raised; what it brought before is in the file.
        """
        for feeding in self._feeding:
            feeding.cancel()
        if self._feeding:
            await asyncio.wait(self._feeding)
        self._pieces.put_nowait(None)
        await asyncio.shield(self._encoder)
        for feeding in self._feeding:
            if not feeding.cancelled():
                feeding.result()

    def _encode(self) -> None:
        try:
            while (write := self._pieces.get()) is not None:
                write()
        finally:
            self._file.close()
