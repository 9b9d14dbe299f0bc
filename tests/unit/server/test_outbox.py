"""The queue towards one client."""

import asyncio

from ringback.server.outbox import Outbox


async def test_frames_leave_in_order() -> None:
    outbox = Outbox(max_messages=3, max_bytes=100)
    assert all(outbox.put(frame) for frame in (b"a", b"b", b"c"))
    assert [await outbox.get() for _ in range(3)] == [b"a", b"b", b"c"]


async def test_it_says_no_at_the_bound_of_messages_and_takes_more_when_read() -> None:
    outbox = Outbox(max_messages=2, max_bytes=100)
    assert outbox.put(b"a")
    assert outbox.put(b"b")
    assert not outbox.put(b"c")
    assert await outbox.get() == b"a"
    assert outbox.put(b"d")
    assert [await outbox.get(), await outbox.get()] == [b"b", b"d"]


async def test_it_says_no_at_the_bound_of_bytes() -> None:
    outbox = Outbox(max_messages=100, max_bytes=10)
    assert outbox.put(b"123456")
    assert not outbox.put(b"12345")
    assert outbox.put(b"1234")
    await outbox.get()
    assert outbox.put(b"123456")


async def test_a_waiting_writer_gets_the_frame_and_a_cancelled_one_loses_none() -> None:
    outbox = Outbox(max_messages=2, max_bytes=10)
    waiting = asyncio.create_task(outbox.get())
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    next_one = asyncio.create_task(outbox.get())
    await asyncio.sleep(0)
    outbox.put(b"a")
    assert await next_one == b"a"


async def test_it_is_at_rest_when_nothing_is_in_and_nothing_on_its_way() -> None:
    outbox = Outbox(max_messages=2, max_bytes=10)
    seen = {"before there is a writer": outbox.at_rest}
    writing = asyncio.create_task(outbox.get())
    await asyncio.sleep(0)
    seen["while the writer waits"] = outbox.at_rest
    outbox.put(b"a")
    seen["with a frame in it"] = outbox.at_rest
    await writing
    seen["with a frame that is being sent"] = outbox.at_rest
    last = asyncio.create_task(outbox.get())
    await asyncio.sleep(0)
    seen["while the writer waits again"] = outbox.at_rest
    outbox.end()
    seen["after the end"] = outbox.at_rest
    assert await last is None
    assert [when for when, at_rest in seen.items() if at_rest] == [
        "while the writer waits",
        "while the writer waits again",
    ]
