"""An event loop whose time passes only when nothing is left to do: waiting takes no time, and has an exact order."""

import asyncio
import functools
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec

P = ParamSpec("P")


class _Selector(selectors.SelectSelector):
    """Where a loop would sleep, the time jumps to the next timer."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("nothing is left that could ever happen: this would wait for ever")
        ready = super().select(0)
        if not ready:
            self.now += timeout
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """asyncio's own loop, with that time."""

    def __init__(self) -> None:
        self._virtual = _Selector()
        super().__init__(self._virtual)

    def time(self) -> float:
        return self._virtual.now


def virtual(test: Callable[P, Coroutine[Any, Any, None]]) -> Callable[P, None]:
    """Run an asynchronous test in virtual time: a minute that it waits takes no time, and is exactly a minute.

    What reaches the loop's exception handler fails the test, unless it sets its own. Nothing outside takes part in
    that time: neither a real server nor the media engine.
    """

    @functools.wraps(test)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        surfaced: list[dict[str, Any]] = []
        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            runner.get_loop().set_exception_handler(lambda _, context: surfaced.append(context))
            runner.run(test(*args, **kwargs))
        if surfaced:
            raise AssertionError(f"left to the event loop: {surfaced}")

    return run


async def rest() -> None:
    """Lets everything that is ready run, and what that makes ready, until only time could bring more."""
    await asyncio.sleep(1e-6)


def running_timers() -> int:
    """How many timers would still fire."""
    scheduled: list[asyncio.TimerHandle] = asyncio.get_running_loop()._scheduled  # type: ignore[attr-defined]
    return sum(not timer.cancelled() for timer in scheduled)
