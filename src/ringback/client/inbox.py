"""What has come and was not read yet."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")

ITEMS: Final = 256


class Inbox(AsyncIterator[Item], Generic[Item]):
    """At most 256 wait; then the oldest are dropped, and counted in ``dropped``. For one reader at a time."""

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._changed = asyncio.Event()
        self._closed = False
        self.dropped = 0

    def put(self, item: Item) -> None:
        """Something has come."""
        if len(self._items) >= ITEMS:
            self._items.popleft()
            self.dropped += 1
        self._items.append(item)
        self._changed.set()

    def close(self) -> None:
        """Nothing more will come. What has come can still be read."""
        self._closed = True
        self._changed.set()

    async def __anext__(self) -> Item:
        """The next item. Ends when nothing more will come. Cancelling loses nothing."""
        while not self._items:
            if self._closed:
                raise StopAsyncIteration
            self._changed.clear()
            await self._changed.wait()
        return self._items.popleft()
