"""Frames that wait for one connection, bounded in number and in bytes."""

from asyncio import Event
from collections import deque
from collections.abc import Sequence


class Outbox:
    """One writer takes frames out; whoever puts them in never waits.

    A connection that does not read must not make the server keep its frames: at the bound ``put`` says no, and the
    connection is closed.
    """

    def __init__(self, *, max_messages: int, max_bytes: int) -> None:
        self._max_messages = max_messages
        self._max_bytes = max_bytes
        self._frames: deque[bytes] = deque()
        self._bytes = 0
        self._filled = Event()
        self._ended = False
        self.at_rest = False
        """Whether nothing is in, and nothing that was is still on its way: the writer waits."""

    def put(self, frame: bytes) -> bool:
        """Append ``frame``; False when it does not fit, and then nothing was appended."""
        size = len(frame)
        if len(self._frames) >= self._max_messages or self._bytes + size > self._max_bytes:
            return False
        self._frames.append(frame)
        self._bytes += size
        self._wake()
        return True

    def make_room(self, frames: Sequence[bytes]) -> None:
        """Let ``frames`` fit on top of everything else."""
        self._max_messages += len(frames)
        self._max_bytes += sum(map(len, frames))

    def end(self) -> None:
        """Nothing more will be put in."""
        self._ended = True
        self._wake()

    async def get(self) -> bytes | None:
        """The oldest frame, once there is one; None when all are out after the end. Cancelling loses nothing."""
        while not self._frames:
            if self._ended:
                return None
            self._filled.clear()
            self.at_rest = True
            await self._filled.wait()
        frame = self._frames.popleft()
        self._bytes -= len(frame)
        return frame

    def _wake(self) -> None:
        self.at_rest = False
        self._filled.set()
