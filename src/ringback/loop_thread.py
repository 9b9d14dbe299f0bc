"""An event loop in a thread of its own: for who has none, or blocks their own."""

import asyncio
from collections.abc import Callable, Coroutine
from threading import Lock, Thread
from typing import Any, TypeVar

T = TypeVar("T")


class LoopThread:
    """Runs from when it is made until ``close``. Its methods are for other threads."""

    def __init__(self, name: str, *, patience_s: float | None = None) -> None:
        """``name`` is that of the thread; ``patience_s`` is how long whatever is asked of it may take, in seconds."""
        self._patience_s = patience_s
        self._lock = Lock()
        self._is_open = True
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What ``work`` returns, or raises; the calling thread waits for it. Interrupting the waiting cancels it.

        Raises:
            TimeoutError: it has taken longer than ``patience_s``, and is cancelled.
            RuntimeError: the thread has ended, or is about to.
        """
        with self._lock:
            if not self._is_open:
                work.close()
                raise RuntimeError("The thread that would do this has ended.")
            done = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return done.result(self._patience_s)
        except BaseException:
            done.cancel()
            raise

    def do(self, work: Callable[[], T]) -> T:
        """The same for what is done at once."""

        async def turn() -> T:
            return work()

        return self.run(turn())

    def close(self) -> None:
        """Cancel everything that runs there, wait for its end, and end the thread; again does nothing."""
        with self._lock:
            if not self._is_open:
                return
            self._is_open = False  # nothing comes behind what is cancelled now, to be waited for by nobody
            ending = asyncio.run_coroutine_threadsafe(self._cancel_everything(), self._loop)
        ending.result(self._patience_s)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _cancel_everything(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.get_running_loop().shutdown_asyncgens()
        await asyncio.get_running_loop().shutdown_default_executor()
