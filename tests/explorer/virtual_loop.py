"""asyncio without a clock or a socket: what is ready runs when told to, and timers are the world's."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any, TypeVar, cast

from tests.explorer.side import Side

T = TypeVar("T")

MOST_TURNS = 10_000
"""More callbacks than that in one moment: something spins."""


class VirtualLoop:
    """The event loop of one side, as much of ``asyncio.AbstractEventLoop`` as tasks, futures and timers take."""

    def __init__(self, side: Side) -> None:
        self.tasks: list[asyncio.Task[Any]] = []
        self._side = side
        self._itself = cast(asyncio.AbstractEventLoop, self)
        self._ready: deque[asyncio.Handle] = deque()
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._numbers: dict[asyncio.TimerHandle, int] = {}
        self._made = 0

    def run_ready(self) -> None:
        """Run everything that is ready, and what becomes ready by that."""
        if not self._ready:
            return
        asyncio._set_running_loop(self._itself)
        try:
            for _ in range(MOST_TURNS):
                if not self._ready:
                    return
                handle = self._ready.popleft()
                if not handle.cancelled():
                    handle._run()
            self._side.do_unhandled("the event loop spins")
            self._ready.clear()
        finally:
            asyncio._set_running_loop(None)

    def fire(self, number: int) -> None:
        """A timer is due, unless it was cancelled in the same moment."""
        handle = self._timers.pop(number, None)
        if handle is not None:
            del self._numbers[handle]
            self._ready.append(handle)

    def time(self) -> float:
        return self._side.world.now / 1_000

    def call_soon(self, callback: Callable[..., object], *args: Any, context: Context | None = None) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self._itself, context)
        self._ready.append(handle)
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        self._made += 1
        handle = asyncio.TimerHandle(self.time() + delay, callback, args, self._itself, context)
        self._timers[self._made] = handle
        self._numbers[handle] = self._made
        self._side.do_after(self._made, round(delay * 1_000))
        return handle

    def call_at(
        self, when: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_later(when - self.time(), callback, *args, context=context)

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        number = self._numbers.pop(handle, None)
        if number is not None:
            del self._timers[number]
            self._side.do_cancel(number)

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self._itself)

    def create_task(
        self, coro: Coroutine[Any, Any, T], *, name: str | None = None, context: Context | None = None
    ) -> asyncio.Task[T]:
        task = asyncio.Task(coro, loop=self._itself, name=name, context=context)
        self.tasks.append(task)
        return task

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        self._side.do_unhandled(f"{context.get('message')} {context.get('exception')!r}")

    def get_debug(self) -> bool:
        return False

    def is_running(self) -> bool:
        return asyncio._get_running_loop() is self._itself

    def is_closed(self) -> bool:
        return False
