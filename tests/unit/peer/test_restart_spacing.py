"""What is offered after an ICE restart with Firefox, and when; times in seconds."""

import asyncio
from collections.abc import Sequence

import pytest

from ringback.peer.restart_spacing import APART_S
from ringback.testing.virtual_time import rest, running_timers, virtual
from tests.unit.peer.rig import NAMES, Rig

FIREFOX = "v=0\r\no=mozilla...THIS_IS_SDPARTA-99.0 1 0 IN IP4 0.0.0.0\r\na=ice-ufrag:{}\r\n"
LIBWEBRTC = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\na=ice-ufrag:{}\r\n"
MOMENT = 0.001
RESTART = FIREFOX.format("first"), FIREFOX.format("second")


def news(rig: Rig) -> list[str]:
    """The types of what was said since this was last asked."""
    return [NAMES[type(message)] for message in rig.unheard()]


async def in_call(offers: Sequence[str]) -> Rig:
    """A side that has answered these offers."""
    rig = Rig(polite=True)
    for offer in offers:
        await rig.offer(offer)
    assert news(rig) == ["answer"] * len(offers)
    return rig


@virtual
async def test_our_restart_is_offered_a_second_after_theirs() -> None:
    rig = await in_call(RESTART)
    await rig.manager.restart_ice()
    assert rig.engine.restarts == 1
    await asyncio.sleep(APART_S - MOMENT)
    assert news(rig) == []
    await asyncio.sleep(2 * MOMENT)
    assert news(rig) == ["offer"]


@virtual
async def test_it_waits_as_long_after_ours() -> None:
    rig = await in_call(RESTART[:1])
    await rig.manager.restart_ice()
    await rest()
    assert news(rig) == ["offer"]
    await rig.answer(RESTART[1])
    rig.engine.need_negotiation()
    await asyncio.sleep(APART_S - MOMENT)
    assert news(rig) == []
    await asyncio.sleep(2 * MOMENT)
    assert news(rig) == ["offer"]


@virtual
async def test_one_that_comes_meanwhile_is_answered_and_begins_another_second() -> None:
    rig = await in_call(RESTART)
    await asyncio.sleep(APART_S / 2)
    await rig.offer(FIREFOX.format("third"))
    await rig.manager.restart_ice()
    await asyncio.sleep(APART_S - MOMENT)
    assert news(rig) == ["answer"]
    await asyncio.sleep(2 * MOMENT)
    assert news(rig) == ["offer"]


@virtual
async def test_with_nothing_to_offer_nothing_is_offered() -> None:
    rig = await in_call(RESTART)
    await asyncio.sleep(2 * APART_S)
    assert news(rig) == []


@virtual
@pytest.mark.parametrize(
    "offers",
    [
        [FIREFOX.format("first")],
        [FIREFOX.format("first"), FIREFOX.format("first")],
        [LIBWEBRTC.format("first"), LIBWEBRTC.format("second")],
    ],
    ids=["the first description", "no restart", "another engine"],
)
async def test_nothing_waits_after_anything_else(offers: list[str]) -> None:
    rig = await in_call(offers)
    await rig.manager.restart_ice()
    await rest()
    assert news(rig) == ["offer"]


@virtual
async def test_nothing_is_left_after_the_end() -> None:
    rig = await in_call(RESTART)
    rig.manager.close()
    assert running_timers() == 0
