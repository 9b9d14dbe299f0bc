"""Blocking work beside the event loop: one thread for each piece of it, gone when the work is done."""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Generator, Iterable
from typing import Final, Generic, Self, TypeVar

logger = logging.getLogger("ringback.peer")

Result = TypeVar("Result")
Item = TypeVar("Item")

PATIENCE_S: Final = 2.0
"""How long closing waits for a thread that is in the middle of an item."""


async def in_thread(work: Callable[[], Result]) -> Result:
    """What ``work`` returns or raises. Cancelling stops the waiting, not the work."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is None:
            done.set_result(result)  # type: ignore[arg-type] # None only where work returns None
        else:
            done.set_exception(error)

    def run() -> None:
        try:
            result, error = work(), None
        except BaseException as raised:  # noqa: BLE001 - raised again where it is awaited
            result, error = None, raised
        _tell(loop, settle, result, error)

    thread = threading.Thread(target=run, name="ringback-work", daemon=True)
    thread.start()
    try:
        return await done
    finally:
        if not done.cancelled():
            thread.join()  # which has said its last word


class ReadAhead(AsyncIterator[Item], Generic[Item]):
    """Iterates over ``items`` in a thread, at most ``depth`` items ahead of whoever reads.

    What ``items`` raises is raised here, after everything that came before it. Ends with the items or ``aclose()``.
    """

    def __init__(self, items: Iterable[Item], *, depth: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._ready: deque[Item] = deque()
        self._changed = asyncio.Event()
        self._error: BaseException | None = None
        self._has_ended = False
        self._is_closing = False
        self._room = threading.Semaphore(depth)
        self._items = items
        self._thread = threading.Thread(target=self._run, name="ringback-read-ahead", daemon=True)
        self._thread.start()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Item:
        """The next item. Cancelling loses nothing."""
        while not self._ready:
            if self._error is not None:
                raise self._error
            if self._has_ended or self._is_closing:
                raise StopAsyncIteration
            self._changed.clear()
            await self._changed.wait()
        self._room.release()
        return self._ready.popleft()

    async def aclose(self) -> None:
        """Drop what was read ahead, close ``items`` if it is a generator, and let the thread end.

        Waits 2 s at most; a thread that is stuck in an item ends when the item comes.
        """
        self._is_closing = True
        self._room.release()
        self._changed.set()
        try:
            async with asyncio.timeout(PATIENCE_S):
                while not self._has_ended:
                    self._changed.clear()
                    await self._changed.wait()
            self._thread.join()  # which has said its last word
        except TimeoutError:
            logger.warning("a source is stuck; its thread ends when it comes back")
        self._ready.clear()

    def _run(self) -> None:
        error: BaseException | None = None
        iterator = iter(self._items)
        try:
            while self._has_room():
                item = next(iterator)
                if not _tell(self._loop, self._put, item):
                    break
        except StopIteration:
            pass
        except BaseException as raised:  # noqa: BLE001 - raised again where the items are read
            error = raised
        finally:
            if isinstance(iterator, Generator):
                iterator.close()
            _tell(self._loop, self._end, error)

    def _has_room(self) -> bool:
        """Wait for room; False when there is nobody left to read."""
        while not self._room.acquire(timeout=1):
            if self._loop.is_closed():
                return False
        return not self._is_closing

    def _put(self, item: Item) -> None:
        self._ready.append(item)
        self._changed.set()

    def _end(self, error: BaseException | None) -> None:
        self._error = error
        self._has_ended = True
        self._changed.set()


def _tell(loop: asyncio.AbstractEventLoop, function: Callable[..., None], *arguments: object) -> bool:
    """Call ``function`` in the loop; False when the loop is gone."""
    try:
        loop.call_soon_threadsafe(function, *arguments)
    except RuntimeError:
        return False
    return True
