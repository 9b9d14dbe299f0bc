"""The beat: steady, shared, caught up, and not there when nobody needs it."""

import asyncio
import gc
import logging
import weakref

import pytest

from ringback.sound.metronome import metronome
from ringback.testing import running_timers, virtual


@virtual
async def test_everybody_is_called_every_ten_milliseconds() -> None:
    one: list[float] = []
    other: list[float] = []
    metronome().join(one.append)
    metronome().join(one.append)
    await asyncio.sleep(0.5001)
    metronome().join(other.append)
    await asyncio.sleep(0.5)
    assert one == pytest.approx([0.01 * beat for beat in range(101)])
    assert other == pytest.approx([0.01 * beat for beat in range(51, 101)])
    metronome().leave(one.append)
    metronome().leave(other.append)
    metronome().leave(other.append)
    assert running_timers() == 0
    await asyncio.sleep(1)
    assert len(one) == 101


@virtual
async def test_it_begins_anew_after_a_rest() -> None:
    beats: list[float] = []
    metronome().join(beats.append)
    await asyncio.sleep(0.015)
    metronome().leave(beats.append)
    await asyncio.sleep(10)
    metronome().join(beats.append)
    await asyncio.sleep(0.015)
    assert beats == pytest.approx([0, 0.01, 10.015, 10.025])
    metronome().leave(beats.append)


@virtual
async def test_what_was_late_follows_at_double_speed() -> None:
    at: list[float] = []
    clock = asyncio.get_running_loop()

    def beat(_due: float) -> None:
        at.append(clock.time())
        if len(at) == 3:
            clock._virtual.now += 0.03  # type: ignore[attr-defined] # the loop is held up for 30 ms

    metronome().join(beat)
    await asyncio.sleep(0.1201)
    metronome().leave(beat)
    assert at == pytest.approx([0, 0.01, 0.02, 0.05, 0.055, 0.06, 0.065, 0.07, 0.08, 0.09, 0.1, 0.11, 0.12])


@virtual
async def test_after_a_standstill_the_beats_say_how_long_it_was() -> None:
    due: list[float] = []
    clock = asyncio.get_running_loop()

    def beat(at: float) -> None:
        due.append(at)
        if len(due) == 3:
            clock._virtual.now += 0.5  # type: ignore[attr-defined] # the loop is held up

    metronome().join(beat)
    await asyncio.sleep(0.5601)
    metronome().leave(beat)
    assert due == pytest.approx([0, 0.01, 0.02, 0.03, 0.52, 0.53, 0.54, 0.55, 0.56])


def test_a_loop_that_is_closed_is_kept_no_longer_than_to_the_next_one() -> None:
    async def leave_something_running() -> weakref.ref[asyncio.AbstractEventLoop]:
        metronome().join(lambda _: None)
        return weakref.ref(asyncio.get_running_loop())

    before = asyncio.run(leave_something_running())
    asyncio.run(leave_something_running())
    gc.collect()
    assert before() is None


@virtual
async def test_one_that_fails_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    beats: list[float] = []

    def fails(_due: float) -> None:
        raise OSError("broken")

    metronome().join(fails)
    metronome().join(beats.append)
    with caplog.at_level(logging.CRITICAL, logger="ringback.sound"):
        await asyncio.sleep(0.0501)
    assert len(beats) == 6
    metronome().leave(fails)
    metronome().leave(beats.append)
