"""Who is interrupted falls silent at once; who speaks live is heard without a growing delay."""

import asyncio
from collections.abc import AsyncIterator

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
    """Notes when what is no silence arrives, in seconds of the loop's clock."""

    def __init__(self, call: Call) -> None:
        self.heard_at: list[float] = []
        call.create_task(self._listen(call))

    async def _listen(self, call: Call) -> None:
        async for chunk in call.audio:
            if level_of(chunk) > AUDIBLE:
                self.heard_at.append(asyncio.get_running_loop().time())

    def last_before(self, moment: float) -> float:
        """The last before it."""
        return max(at for at in self.heard_at if at < moment)


async def test_what_is_said_is_heard_no_more_a_tenth_of_a_second_after_flush(call_pair: CallPair) -> None:
    """A machine that is busy besides delays what is on its way, so the best of some flushes counts.

    One that left anything in the queue of 200 ms would be late by that each time.
    """
    now = asyncio.get_running_loop().time
    silent_after: list[float] = []
    async with call_pair("alice", "bob") as (alice, bob):
        ear = Ear(alice)
        while len(silent_after) < 8 and min(silent_after, default=1.0) >= 0.1:
            saying = asyncio.create_task(bob.say(endless()))
            await asyncio.sleep(0.8)
            flushed_at = now()
            assert bob.flush() > 9000
            assert not await saying
            await asyncio.sleep(0.5)
            silent_after.append(ear.last_before(flushed_at + 0.5) - flushed_at)
            assert silent_after[-1] > -0.05, "it was not heard before either"
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
        await asyncio.sleep(0.1)
        assert bob.playout.waiting_s > 0.05, "it was not late"
        async with asyncio.timeout(10):
            while bob.playout.waiting_s > 0.03:  # noqa: ASYNC110 - nobody tells when
                await asyncio.sleep(0.05)
        assert bob.playout.skipped_chunks
        assert hertz_of(await heard(alice, seconds=0.5)) == pytest.approx(1000, abs=20)
