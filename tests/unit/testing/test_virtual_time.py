"""Waiting takes no time, and has an exact order."""

import asyncio
import time

import pytest

from ringback.testing import rest, running_timers, virtual


def test_an_hour_takes_no_time_and_is_an_hour() -> None:
    begun = time.monotonic()

    @virtual
    async def wait() -> None:
        loop = asyncio.get_running_loop()
        before = loop.time()
        await asyncio.sleep(3600)
        assert loop.time() - before == pytest.approx(3600)

    wait()
    assert time.monotonic() - begun < 600


@virtual
async def test_rest_runs_everything_that_needs_no_time() -> None:
    done: list[int] = []
    loop = asyncio.get_running_loop()
    loop.call_soon(lambda: loop.call_soon(done.append, 1))
    timer = loop.call_later(60, done.append, 2)
    await rest()
    assert (done, running_timers()) == ([1], 1)
    timer.cancel()
    assert running_timers() == 0


def test_waiting_for_what_can_never_come_is_an_error_and_not_for_ever() -> None:
    @virtual
    async def wait() -> None:
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="for ever"):
        wait()


def test_what_reaches_the_event_loop_fails_the_test() -> None:
    @virtual
    async def fail_beside() -> None:
        asyncio.get_running_loop().call_soon(lambda: 1 / 0)
        await rest()

    with pytest.raises(AssertionError, match="left to the event loop"):
        fail_beside()
