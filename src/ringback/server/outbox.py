"""Frames that wait for one connection, bounded in number and in bytes."""

from asyncio import Event
from collections import deque


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

    def put(self, frame: bytes) -> bool:
        """Append ``frame``; False when it does not fit, and then nothing was appended."""
        size = len(frame)
        if len(self._frames) >= self._max_messages or self._bytes + size > self._max_bytes:
            return False
        self._frames.append(frame)
        self._bytes += size
        self._filled.set()
        return True

    async def get(self) -> bytes:
        """The oldest frame, once there is one. Cancelling loses nothing."""
        while not self._frames:
            self._filled.clear()
            await self._filled.wait()
        frame = self._frames.popleft()
        self._bytes -= len(frame)
        return frame
