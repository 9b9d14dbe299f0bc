"""Who is interrupted falls silent at once; who speaks live is heard without a growing delay."""

import asyncio
from collections.abc import AsyncIterator, Callable

import numpy as np
import pytest

from ringback.client import Call
from ringback.peer.sample_queue import Samples
from ringback.testing import CallPair
from ringback.testing.calls import heard
from ringback.testing.media import hertz_of, level_of, silence, sine
from tests.programs.conversation import once

AUDIBLE = 0.005


async def endless() -> AsyncIterator[Samples]:
    while True:
        yield sine(440, seconds=0.5)


class Ear:
    """Notes when what is no silence has arrived last, in seconds of the loop's clock."""

    def __init__(self, call: Call) -> None:
        self.heard_at = 0.0
        self.silent_s = 0.0
        """For how long there has been silence since."""
        self._heard = asyncio.Event()
        call.create_task(self._listen(call))

    async def _listen(self, call: Call) -> None:
        async for chunk in call.audio:
            if level_of(chunk) > AUDIBLE:
                self.heard_at = asyncio.get_running_loop().time()
                self.silent_s = 0.0
            else:
                self.silent_s += len(chunk) / 48_000
            self._heard.set()

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait until that is so."""
        async with asyncio.timeout(10):
            while not happened():
                self._heard.clear()
                await self._heard.wait()


async def test_what_is_said_is_heard_no_more_a_tenth_of_a_second_after_flush(call_pair: CallPair) -> None:
    """A machine that is busy besides delays what is on its way, so the best of some flushes counts.

    One that left anything in the queue of 200 ms would be late by that each time.
    """
    now = asyncio.get_running_loop().time
    silent_after: list[float] = []
    async with call_pair("alice", "bob") as (alice, bob):
        ear = Ear(alice)
        while len(silent_after) < 8 and min(silent_after, default=1.0) >= 0.1:
            begun_at = now()
            saying = asyncio.create_task(bob.say(endless()))
            await ear.until(lambda: ear.heard_at > begun_at)  # noqa: B023 - within this round
            flushed_at = now()
            assert bob.flush() > 9000
            assert not await saying
            await ear.until(lambda: ear.silent_s > 0.4)
            silent_after.append(ear.heard_at - flushed_at)
    assert min(silent_after) < 0.1, silent_after


async def test_an_echo_that_got_late_is_in_time_again(call_pair: CallPair) -> None:
    """Chunk in, chunk out; once the whole program stands still for 0.3 s, and what was heard meanwhile waits."""
    now = asyncio.get_running_loop().time
    async with call_pair("alice", "bob") as (alice, bob):

        async def speak() -> None:
            while True:
                await alice.say(once(np.concatenate([sine(1000, seconds=0.1), silence(seconds=0.1)])))

        async def say_again() -> None:
            async for chunk in bob.audio:
                await bob.say(chunk)

        alice.create_task(speak())
        bob.create_task(say_again())
        await heard(alice, seconds=0.3)
        stands_until = now() + 0.3
        while now() < stands_until:
            pass
        async with asyncio.timeout(10):
            while bob.playout.waiting_s <= 0.05:  # noqa: ASYNC110 - nobody tells when it is late
                await asyncio.sleep(0.01)
            while bob.playout.waiting_s > 0.03:  # noqa: ASYNC110 - nobody tells when
                await asyncio.sleep(0.05)
        assert bob.playout.skipped_chunks
        assert hertz_of(await heard(alice, seconds=0.5)) == pytest.approx(1000, abs=20)
