"""The life of a reader: what it loses, what it never loses, and its ends."""

import asyncio

from ringback.peer.audio_reader import RemoteAudioReader
from tests.unit.peer.test_audio_reader import Line, level


async def test_what_is_not_read_in_time_is_dropped_oldest_first_and_counted() -> None:
    line = Line()
    async with RemoteAudioReader(line.track, queue=3) as reader:
        for value in range(1, 9):
            await line.write(level(value))
        assert [int((await anext(reader))[0]) for _ in range(3)] == [6, 7, 8]
        assert reader.dropped == 5


async def test_it_ends_with_the_track() -> None:
    line = Line()
    async with RemoteAudioReader(line.track) as reader, asyncio.timeout(5):
        await line.write(level(7))
        assert int((await anext(reader))[0]) == 7
        await line.end()
        assert [chunk async for chunk in reader] == []


async def test_a_cancelled_read_loses_nothing() -> None:
    line = Line()
    async with RemoteAudioReader(line.track) as reader:
        reading = asyncio.ensure_future(anext(reader))
        await asyncio.sleep(0)
        reading.cancel()
        await line.write(level(1))
        await line.write(level(2))
        assert [int((await anext(reader))[0]) for _ in range(2)] == [1, 2]


async def test_closing_ends_the_reading() -> None:
    line = Line()
    reader = RemoteAudioReader(line.track)
    reading = asyncio.ensure_future(anext(reader, None))
    await asyncio.sleep(0)
    await reader.aclose()
    await reader.aclose()
    assert await reading is None
    assert [chunk async for chunk in reader] == []


async def test_closing_after_a_cancelled_read_that_got_something() -> None:
    line = Line()
    reader = RemoteAudioReader(line.track)
    reading = asyncio.ensure_future(anext(reader))
    await asyncio.sleep(0)
    reading.cancel()
    await line.write(level(1))
    await asyncio.wait((reading,))
    await asyncio.sleep(0.01)
    await reader.aclose()


async def test_closing_between_what_arrives_and_who_awaits_it() -> None:
    line = Line()
    reader = RemoteAudioReader(line.track)
    reading = asyncio.ensure_future(anext(reader, None))
    await asyncio.sleep(0)
    engine_has_read = reader._read
    assert engine_has_read is not None
    await line.write(level(1))
    # Wakes a turn of the loop before `reading`, which awaits the same future through a shield.
    await engine_has_read
    assert not reading.done()
    await reader.aclose()
    assert await reading is None
