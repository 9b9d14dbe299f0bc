"""Calling somebody to say a sentence, and how that ends."""

import asyncio

import pytest

from ringback.client import Call, CallEnded, Declined, Offline
from ringback.core.call import EndReason
from ringback.peer.sample_queue import Samples
from ringback.programs import ring
from ringback.testing import RingbackServer
from ringback.testing.media import found
from tests.programs.conversation import SAME, all_heard, spoken

SENTENCE = "The build has failed."


async def test_it_is_said_to_who_answers(ringback_server: RingbackServer) -> None:
    heard: asyncio.Future[Samples] = asyncio.get_running_loop().create_future()
    bob = ringback_server.user("bob").client()

    @bob.on_call
    async def answer(call: Call) -> None:
        await call.accept()
        heard.set_result(await all_heard(call))

    async with bob, ringback_server.user("cron").client() as cron:
        assert await ring(cron, "bob", SENTENCE) is EndReason.COMPLETED
        assert found(await spoken(SENTENCE), await heard) > SAME


async def test_who_does_not_hear_it_all_is_an_error(ringback_server: RingbackServer) -> None:
    bob = ringback_server.user("bob").client()
    behaviour = "decline"

    @bob.on_call
    async def answer(call: Call) -> None:
        if behaviour == "decline":
            call.reject()
            return
        await call.accept()
        await call.connected()
        call.hangup()

    async with ringback_server.user("cron").client() as cron:
        with pytest.raises(Offline):
            await ring(cron, "bob", SENTENCE)
        async with bob:
            with pytest.raises(Declined):
                await ring(cron, "bob", SENTENCE)
            behaviour = "hang up"
            with pytest.raises(CallEnded):
                await ring(cron, "bob", SENTENCE)
