"""What a program does in one call."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from ringback.client.call_errors import CallError

logger = logging.getLogger("ringback.client")


class CallTasks:
    """The tasks of one call. One that raises ends its call, by ``fail``, and no other; but whoever is told that this
    very call is over has only been told so. ``call_id`` is for the log."""

    def __init__(
        self, call_id: Callable[[], str], is_end_of_call: Callable[[CallError], bool], fail: Callable[[], object]
    ) -> None:
        self._call_id = call_id
        self._is_end_of_call = is_end_of_call
        self._fail = fail
        self._tasks: set[asyncio.Task[None]] = set()

    def create(self, work: Coroutine[Any, Any, object]) -> asyncio.Task[None]:
        """Begin; the task never raises."""
        task = asyncio.create_task(self._see_through(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: work.close())  # of a task that is cancelled before its first turn
        return task

    async def cancel(self) -> None:
        """End what is under way, but not whoever says so. Cancelling skips the waiting."""
        others = self._tasks - {asyncio.current_task()}
        for task in others:
            task.cancel()
        if others:
            await asyncio.wait(others)

    async def finished(self) -> None:
        """Wait until there are none."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _see_through(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except Exception as error:
            if isinstance(error, CallError) and self._is_end_of_call(error):
                return
            logger.exception("what a program did in the call %s has failed, and ends it", self._call_id())
            self._fail()
