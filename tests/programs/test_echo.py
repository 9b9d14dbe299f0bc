"""The echo: the tone that is said is the tone that comes back."""

import asyncio

import pytest

from ringback.programs import echo
from ringback.testing import RingbackServer
from ringback.testing.calls import heard, seen
from ringback.testing.media import hertz_of, quarters, shows_quarters, sine
from tests.programs.conversation import once


async def test_sound_and_picture_come_back(ringback_server: RingbackServer) -> None:
    bob = ringback_server.user("bob").client()
    bob.on_call(echo)
    async with bob, ringback_server.user("alice").client() as alice, await alice.call("bob", video=True) as call:
        await call.connected()
        call.create_task(call.show(quarters()))
        call.create_task(call.say(once(sine(523.25, seconds=10))))
        sound = await heard(call, seconds=1.5)
        assert hertz_of(sound[24_000:]) == pytest.approx(523.25, abs=3)
        async with asyncio.timeout(10):
            while not shows_quarters(await seen(call)):
                pass
