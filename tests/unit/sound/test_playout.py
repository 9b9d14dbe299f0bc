"""What is said goes out in order and in time, waits where there is no room, and is gone when it is flushed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest

from ringback.peer import PeerClosed
from ringback.peer.sample_queue import Samples
from ringback.sound.playout import CHUNK, Playout
from ringback.testing import rest, running_timers, virtual


class Sent:
    """What a playout has sent: one number for each chunk, its first sample."""

    def __init__(self, playout: Playout) -> None:
        self.chunks: list[Samples] = []
        playout.on_sent.add(lambda chunk, _due: self.chunks.append(chunk.copy()))

    @property
    def firsts(self) -> list[int]:
        return [int(chunk[0]) for chunk in self.chunks]

    @property
    def sound(self) -> Samples:
        """Without the silence around it."""
        return np.trim_zeros(np.concatenate(self.chunks))


@asynccontextmanager
async def playing(**options: Any) -> AsyncIterator[tuple[Playout, Sent]]:
    playout = Playout(**options)
    sent = Sent(playout)
    playout.start()
    try:
        yield playout, sent
    finally:
        await playout.aclose()
        assert running_timers() == 0


def constant(value: int, chunks: float = 1) -> Samples:
    return np.full(round(CHUNK * chunks), value, np.int16)


async def given(*parts: Samples, pause_s: float = 0.0) -> AsyncIterator[Samples]:
    for part in parts:
        await asyncio.sleep(pause_s)
        yield part


@virtual
async def test_silence_while_nothing_is_said() -> None:
    async with playing() as (_, sent):
        await asyncio.sleep(1.001)
        assert len(sent.chunks) == 101
        assert not np.concatenate(sent.chunks).any()


@virtual
async def test_a_chunk_goes_out_with_the_next_beat() -> None:
    async with playing() as (playout, sent):
        await asyncio.sleep(0.055)
        assert await playout.say(constant(7))
        assert asyncio.get_running_loop().time() == pytest.approx(0.055)
        await asyncio.sleep(0.02)
        assert sent.firsts == [0, 0, 0, 0, 0, 0, 7, 0]


@virtual
async def test_any_lengths_become_one_sound() -> None:
    sound = np.arange(1, 20_001, dtype=np.int16)
    async with playing() as (playout, sent):
        assert await playout.say(given(*np.split(sound, [1, 8, 1000, 1480, 12_000])))
        assert (sent.sound == sound).all()
        assert playout.waiting_s == 0
        assert playout.late_chunks == 0


@virtual
async def test_a_sound_has_been_sent_when_say_returns() -> None:
    async with playing() as (playout, sent):
        await rest()
        await playout.say(given(constant(7, 30)))
        assert sent.firsts == [0] + [7] * 30


@virtual
async def test_who_says_more_than_there_is_room_for_waits() -> None:
    async with playing(room_s=0.05) as (playout, _):
        now = asyncio.get_running_loop().time
        await rest()
        returned = []
        for _ in range(20):
            await playout.say(constant(1))
            returned.append(now())
            assert playout.waiting_s <= 0.05
        assert returned == pytest.approx([0.0] * 5 + [0.01 * beat for beat in range(1, 16)], abs=1e-3)


@virtual
async def test_before_the_start_the_queue_fills_and_no_more() -> None:
    playout = Playout()
    sent = Sent(playout)
    saying = asyncio.create_task(playout.say(given(constant(1, 100))))
    await asyncio.sleep(10)
    assert playout.waiting_s == pytest.approx(0.2)
    playout.start()
    assert await saying
    assert sent.firsts == [1] * 100
    await playout.aclose()


@virtual
async def test_sounds_are_said_one_after_the_other() -> None:
    async with playing() as (playout, sent):
        async with asyncio.TaskGroup() as group:
            for value in (1, 2, 3):
                group.create_task(playout.say(given(*[constant(value)] * 30)))
        assert sent.sound[::CHUNK].tolist() == [1] * 30 + [2] * 30 + [3] * 30


@virtual
async def test_flushing_ends_everything_at_once() -> None:
    async with playing() as (playout, sent):
        await rest()
        endless = asyncio.create_task(playout.say(given(*[constant(1)] * 1000)))
        in_line = asyncio.create_task(playout.say(given(constant(2))))
        slow = asyncio.create_task(playout.say(given(constant(3), pause_s=1000)))
        await asyncio.sleep(0.3)
        before = len(sent.chunks)
        assert playout.flush() == 9600
        assert playout.flush() == 0
        await rest()
        assert [each.result() for each in (endless, in_line, slow)] == [False] * 3
        await asyncio.sleep(0.1)
        assert not any(sent.firsts[before:])
        assert await playout.say(constant(4))
        await playout.said()
        assert sent.firsts[-1] == 4


@virtual
async def test_flushing_closes_the_source_even_if_it_is_waiting() -> None:
    closed = asyncio.Event()

    async def source() -> AsyncIterator[Samples]:
        try:
            yield constant(1)
            await asyncio.sleep(1000)
        finally:
            closed.set()

    async with playing() as (playout, _):
        saying = asyncio.create_task(playout.say(source()))
        await asyncio.sleep(0.5)
        playout.flush()
        assert not await saying
        assert closed.is_set()
        assert asyncio.get_running_loop().time() == pytest.approx(0.5, abs=1e-3)


@virtual
async def test_said_waits_for_all() -> None:
    async with playing() as (playout, sent):
        await playout.said()
        await playout.say(constant(1, 10))
        await playout.said()
        assert sent.firsts.count(1) == 10
        later = asyncio.create_task(playout.say(given(constant(2), pause_s=1)))
        await rest()
        await playout.said()
        assert later.done()
        assert 2 in sent.firsts


@virtual
async def test_sound_that_comes_late_is_counted_and_a_pause_is_not() -> None:
    async with playing() as (playout, sent):
        await rest()
        await playout.say(constant(1))
        await asyncio.sleep(0.0351)
        await playout.say(constant(2))
        await asyncio.sleep(0.5)
        assert playout.late_chunks == 2
        await playout.say(constant(3))
        await playout.say(given(constant(4)))
        await playout.say(given(constant(5)))
        assert playout.late_chunks == 2
        assert sent.sound[::CHUNK].tolist()[:5] == [1, 0, 0, 2, 0]


@virtual
async def test_a_remainder_waits_one_beat_for_more() -> None:
    async with playing() as (playout, sent):
        await rest()
        for _ in range(2):
            await playout.say(constant(1, 0.5))
            await asyncio.sleep(0.005)
        await playout.say(constant(2, 0.5))
        await asyncio.sleep(0.05)
        assert [int(chunk.sum()) for chunk in sent.chunks if chunk.any()] == [480, 480]
        assert playout.waiting_s == 0


@virtual
async def test_the_delay_of_a_hitch_is_taken_out_of_the_pauses_of_live_sound() -> None:
    """150 ms are behind from the beginning on; every tenth chunk is a pause."""
    async with playing() as (playout, sent):
        await rest()
        await playout.say(constant(1, 15))
        for number in range(400):
            await playout.say(constant(0 if number % 10 == 0 else 1000 + number))
            await asyncio.sleep(0.01)
        assert playout.waiting_s <= 0.03
        assert playout.skipped_chunks == 13
        await playout.said()
        loud = [first for first in sent.firsts if first > 1]
        assert loud == [1000 + number for number in range(400) if number % 10], "only pauses may be left out"
        assert playout.late_chunks == 0


@virtual
async def test_nothing_is_left_out_of_what_is_ahead_of_time() -> None:
    async def paused() -> AsyncIterator[Samples]:
        for number in range(300):
            yield constant(number % 2)

    async with playing() as (playout, sent):
        await playout.say(paused())
        assert playout.skipped_chunks == 0
        assert sent.firsts.count(1) == 150


@virtual
async def test_a_live_sound_that_fills_the_queue_is_in_time_again_and_one_that_is_always_ahead_stays() -> None:
    """The live one has another 100 ms waiting where it is heard, so that it has to wait here at first."""
    async with playing() as (playout, sent):
        heard: asyncio.Queue[Samples] = asyncio.Queue()

        async def come() -> None:
            for number in range(1000):
                heard.put_nowait(constant(0 if number % 5 == 0 else 1000 + number))
                await asyncio.sleep(0.01 if number >= 30 else 0)

        coming = asyncio.create_task(come())
        for number in range(1000):
            await playout.say(await heard.get())
            if number == 40:
                assert playout.waiting_s > 0.18
        await coming
        assert playout.waiting_s <= 0.03
        assert playout.skipped_chunks < 30
        await playout.said()
        assert sum(first >= 1000 for first in sent.firsts) == 800, "only pauses may be left out"
        for number in range(2000):
            await playout.say(constant(number % 2))
        assert playout.waiting_s > 0.18
        assert playout.skipped_chunks < 60


@virtual
async def test_closing_tells_everybody_who_waits() -> None:
    playout = Playout()
    playout.start()
    waits = [
        asyncio.create_task(playout.say(given(constant(1), pause_s=1000))),
        asyncio.create_task(playout.say(constant(1))),
        asyncio.create_task(playout.said()),
    ]
    await rest()
    await playout.aclose()
    await playout.aclose()
    results = await asyncio.gather(*waits, return_exceptions=True)
    assert [type(result) for result in results] == [PeerClosed] * 3
    playout.start()
    with pytest.raises(PeerClosed):
        await playout.say(constant(1))
    assert running_timers() == 0


@virtual
async def test_a_track_that_is_stopped_closes_it() -> None:
    async with playing() as (playout, _):
        saying = asyncio.create_task(playout.say(given(constant(1, 1000))))
        await asyncio.sleep(0.1)
        playout.track.stop()
        with pytest.raises(PeerClosed):
            await saying


@virtual
async def test_cancelling_a_say_leaves_the_rest_unsaid() -> None:
    async with playing() as (playout, sent):
        await rest()
        saying = asyncio.create_task(playout.say(given(constant(1, 1000))))
        await asyncio.sleep(0.1001)
        saying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await saying
        await playout.said()
        assert sent.firsts.count(1) == 30


@pytest.mark.parametrize(
    ("sound", "error"),
    [
        (np.zeros(480, np.float32), TypeError),
        (np.zeros((480, 2), np.int16), ValueError),
        ([0] * 480, TypeError),
        ("text", TypeError),
    ],
)
async def test_what_is_no_sound(sound: Any, error: type[Exception]) -> None:
    async with playing() as (playout, _):
        with pytest.raises(error):
            await playout.say(sound)


async def test_what_the_source_raises_comes_out_even_a_timeout() -> None:
    async def source() -> AsyncIterator[Samples]:
        yield constant(1)
        raise TimeoutError("slow")

    async with playing() as (playout, _):
        with pytest.raises(TimeoutError, match="slow"):
            await playout.say(source())


async def test_there_is_room_for_a_chunk_at_least() -> None:
    with pytest.raises(ValueError, match="room"):
        Playout(room_s=0.009)
