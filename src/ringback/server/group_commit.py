"""Changes that wait while others are written go into one transaction: one commit for all of them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

Change = TypeVar("Change")
Answer = TypeVar("Answer")

MOST: Final = 50
"""How many go into one transaction, for as long as which nobody else can write."""


class GroupCommit(Generic[Change, Answer]):
    """``write_all`` writes changes in one transaction, and returns the answer to each, in their order."""

    def __init__(self, write_all: Callable[[Sequence[Change]], Awaitable[Sequence[Answer]]]) -> None:
        self._write_all = write_all
        self._waiting: list[tuple[Change, asyncio.Future[Answer]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def write(self, change: Change) -> Answer:
        """Write ``change`` with whatever else waits. What ``write_all`` raises is raised here, whosever fault it is.
        Cancelling leaves it open whether it was written."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((change, answer))
        if self._writer is None:
            self._writer = loop.create_task(self._write_on())
        return await answer

    async def _write_on(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._write(group)
        finally:
            self._writer = None

    async def _write(self, group: Sequence[tuple[Change, asyncio.Future[Answer]]]) -> None:
        there = [(future, change) for change, future in group if not future.cancelled()]
        try:
            answers = await self._write_all([change for _, change in there])
        except Exception as error:  # noqa: BLE001 - whoever waits decides what to do about it
            for future, _ in there:
                if not future.done():
                    future.set_exception(error)
        else:
            for (future, _), answer in zip(there, answers, strict=True):
                if not future.done():
                    future.set_result(answer)
