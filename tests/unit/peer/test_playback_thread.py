"""Work in threads that are gone when it is done."""

import asyncio
import threading
from collections.abc import Iterator
from itertools import repeat

import pytest

from ringback.peer import playback_thread
from ringback.peer.playback_thread import ReadAhead, in_thread


def threads() -> int:
    return sum(thread.name.startswith("ringback") for thread in threading.enumerate())


async def gone() -> bool:
    """Whether the threads end, which they do right after they said so."""
    for thread in threading.enumerate():
        if thread.name.startswith("ringback"):
            thread.join(2)
    return threads() == 0


async def test_what_the_work_returns_and_raises() -> None:
    assert await in_thread(lambda: threading.current_thread().name) == "ringback-work"
    with pytest.raises(ZeroDivisionError):
        await in_thread(lambda: 1 / 0)
    assert await gone()


async def test_cancelling_stops_the_waiting() -> None:
    release = threading.Event()
    waiting = asyncio.ensure_future(in_thread(lambda: release.wait(5)))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    release.set()
    assert await gone()


async def test_items_come_in_order_and_end() -> None:
    assert [item async for item in ReadAhead(range(1000), depth=3)] == list(range(1000))
    assert await gone()


async def test_not_further_ahead_than_asked() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for item in range(100):
            made.append(item)
            yield item

    ahead = ReadAhead(items(), depth=3)
    assert await anext(ahead) == 0
    await asyncio.sleep(0.05)  # long enough for all of them
    assert made == [0, 1, 2, 3]
    await ahead.aclose()
    assert await gone()
    assert len(made) <= 5


async def test_an_error_comes_after_what_was_made_before() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("broken")

    ahead = ReadAhead(items(), depth=3)
    assert await anext(ahead) == 1
    for _ in range(2):
        with pytest.raises(OSError, match="broken"):
            await anext(ahead)
    await ahead.aclose()
    assert await gone()


async def test_closing_closes_the_generator_and_drops_what_is_ready() -> None:
    closed = threading.Event()

    def items() -> Iterator[int]:
        try:
            yield from range(100)
        finally:
            closed.set()

    ahead = ReadAhead(items(), depth=3)
    await anext(ahead)
    await ahead.aclose()
    await ahead.aclose()
    assert closed.is_set()
    assert [item async for item in ahead] == []
    assert await gone()


async def test_a_cancelled_read_loses_nothing() -> None:
    release = threading.Event()

    def items() -> Iterator[int]:
        release.wait(5)
        yield 1

    ahead = ReadAhead(items(), depth=3)
    reading = asyncio.ensure_future(anext(ahead))
    await asyncio.sleep(0)
    reading.cancel()
    release.set()
    assert await anext(ahead) == 1
    await ahead.aclose()


async def test_closing_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playback_thread, "PATIENCE_S", 0.05)
    release = threading.Event()

    def items() -> Iterator[int]:
        release.wait(5)
        yield 1

    ahead = ReadAhead(items(), depth=3)
    await ahead.aclose()
    await ahead.aclose()
    assert [item async for item in ahead] == []
    assert threads() == 1
    release.set()
    assert await gone()


def test_the_thread_ends_when_the_loop_has_ended() -> None:
    async def abandon() -> None:
        await anext(ReadAhead(repeat(1), depth=3))
        await asyncio.sleep(0.05)  # the thread waits for room by now

    asyncio.run(abandon())
    for thread in threading.enumerate():
        if thread.name.startswith("ringback"):
            thread.join(5)
    assert threads() == 0
