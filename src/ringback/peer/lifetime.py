"""What ends together with a connection."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from ringback.peer.errors import EngineUnusable, PeerClosed
from ringback.peer.promise import follow, reject, resolve

T = TypeVar("T")

Cancel = Callable[[], object]
"""Takes back what was asked for; harmless when it has already happened."""


class Lifetime:
    """Everything that has to end together with one connection: timers, handlers, and the waiting for operations of the
    engine, which after ``close()`` may never be done (W3C webrtc-pc §4.4.1.2, "chain an operation", step 5.3).

    Time is the event loop's. All times in seconds. Raises EngineUnusable outside a running event loop.
    """

    def __init__(self) -> None:
        try:
            self._loop = asyncio.get_running_loop()
        except RuntimeError:
            raise EngineUnusable("A connection can only be made within a running asyncio event loop.") from None
        self._at_end: dict[object, Callable[[], object]] = {}
        self.ended = False

    def now(self) -> float:
        """Seconds since some fixed moment; never goes back."""
        return self._loop.time()

    def at_end(self, task: Callable[[], object]) -> Cancel:
        """Runs ``task`` when the lifetime ends, unless it is taken back before."""
        key = object()
        self._at_end[key] = task
        return lambda: self._at_end.pop(key, None)

    def after(self, delay: float, task: Callable[[], object]) -> Cancel:
        """Runs ``task`` after ``delay`` seconds, unless the lifetime has ended by then."""

        def due() -> None:
            forget()
            task()

        timer = self._loop.call_later(delay, due)
        forget = self.at_end(timer.cancel)

        def cancel() -> None:
            forget()
            timer.cancel()

        return cancel

    async def until(self, operation: asyncio.Future[T]) -> T:
        """Waits for ``operation``, but never past the end: then raises PeerClosed, at once. Cancelling the waiting
        leaves the operation alone."""
        outcome: asyncio.Future[T] = self._loop.create_future()
        if self.ended:
            reject(outcome, PeerClosed())
        operation.add_done_callback(lambda done: follow(outcome, done))
        forget = self.at_end(lambda: reject(outcome, PeerClosed()))
        try:
            value = await outcome
        finally:
            forget()
        if self.ended:
            raise PeerClosed
        return value

    async def sleep(self, delay: float) -> None:
        """Waits ``delay`` seconds; raises PeerClosed as soon as the lifetime ends."""
        over: asyncio.Future[None] = self._loop.create_future()
        cancel = self.after(delay, lambda: resolve(over, None))
        try:
            await self.until(over)
        finally:
            cancel()

    def end(self) -> None:
        """Ends it: cancels the timers, and runs what was registered with ``at_end``. Harmless when repeated."""
        self.ended = True
        while self._at_end:
            _, task = self._at_end.popitem()
            task()
