"""A loop in a thread of its own: what is asked of it is done there, and nothing of it is left."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator

import pytest

from ringback.loop_thread import LoopThread


@pytest.fixture
def thread() -> Iterator[LoopThread]:
    thread = LoopThread("a-loop", patience_s=10)
    yield thread
    thread.close()
    assert not [each for each in threading.enumerate() if each.name == "a-loop"]


def test_what_is_asked_is_done_there_and_returned_or_raised(thread: LoopThread) -> None:
    async def name() -> str:
        return threading.current_thread().name

    assert thread.run(name()) == thread.do(lambda: threading.current_thread().name) == "a-loop"
    with pytest.raises(LookupError):
        thread.do(lambda: {"nothing": 0}["something"])


def test_who_waits_no_longer_has_it_cancelled() -> None:
    cancelled = threading.Event()

    async def linger() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    impatient = LoopThread("impatient", patience_s=0.05)
    with pytest.raises(TimeoutError):
        impatient.run(linger())
    assert cancelled.wait(5)
    impatient.close()


def test_closing_ends_what_runs_there_and_then_nothing_is_done_any_more() -> None:
    ended: list[str] = []

    async def pieces() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            ended.append("generator")

    async def linger() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("task")

    async def begin() -> None:
        tasks.add(asyncio.create_task(linger()))
        generators.append(pieces())
        await anext(generators[0])
        await asyncio.sleep(0)

    tasks: set[asyncio.Task[None]] = set()
    generators: list[AsyncIterator[int]] = []
    thread = LoopThread("a-loop")
    thread.run(begin())
    thread.close()
    thread.close()
    assert ended == ["task", "generator"]
    with pytest.raises(RuntimeError, match="has ended"):
        thread.run(linger())
