"""How far ICE restarts with Firefox are apart; times in seconds."""

import asyncio

import pytest

from ringback.peer.engine import IceServer
from ringback.peer.restart_spacing import APART_S
from ringback.testing.virtual_time import running_timers, virtual
from tests.unit.peer.rig import Rig

FIREFOX = "v=0\r\no=mozilla...THIS_IS_SDPARTA-99.0 1 0 IN IP4 0.0.0.0\r\na=ice-ufrag:{}\r\n"
LIBWEBRTC = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\na=ice-ufrag:{}\r\n"


async def in_call(*offers: str) -> Rig:
    """A side that has answered these offers."""
    rig = Rig(polite=True)
    for offer in offers:
        await rig.offer(offer)
    return rig


@virtual
async def test_a_restart_waits_until_a_second_after_the_last_with_firefox() -> None:
    rig = await in_call(FIREFOX.format("first"), FIREFOX.format("second"))
    restarting = asyncio.ensure_future(rig.manager.restart_ice())
    await asyncio.sleep(APART_S - 0.001)
    assert (rig.engine.restarts, restarting.done()) == (0, False)
    await asyncio.sleep(0.002)
    assert (rig.engine.restarts, restarting.done()) == (1, True)


@virtual
async def test_it_waits_as_long_after_one_that_came_meanwhile() -> None:
    rig = await in_call(FIREFOX.format("first"), FIREFOX.format("second"))
    restarting = asyncio.ensure_future(rig.manager.restart_ice())
    await asyncio.sleep(APART_S / 2)
    await rig.offer(FIREFOX.format("third"))
    await asyncio.sleep(APART_S - 0.001)
    assert rig.engine.restarts == 0
    await restarting
    assert rig.engine.restarts == 1


@virtual
async def test_it_waits_also_for_one_that_comes_while_credentials_are_fetched() -> None:
    fetching: asyncio.Future[list[IceServer]] = asyncio.get_running_loop().create_future()
    rig = Rig(polite=True, refresh_ice_servers=lambda: fetching)
    await rig.offer(FIREFOX.format("first"))
    restarting = asyncio.ensure_future(rig.manager.restart_ice())
    await asyncio.sleep(0.1)
    await rig.offer(FIREFOX.format("second"))
    fetching.set_result([])
    await asyncio.sleep(APART_S - 0.001)
    assert rig.engine.restarts == 0
    await restarting
    assert rig.engine.restarts == 1


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
async def test_it_does_not_wait_after_anything_else(offers: list[str]) -> None:
    rig = await in_call(*offers)
    before = asyncio.get_running_loop().time()
    await rig.manager.restart_ice()
    assert (rig.engine.restarts, asyncio.get_running_loop().time()) == (1, before)


@virtual
async def test_nothing_restarts_after_the_end() -> None:
    rig = await in_call(FIREFOX.format("first"), FIREFOX.format("second"))
    restarting = asyncio.ensure_future(rig.manager.restart_ice())
    await asyncio.sleep(APART_S / 2)
    rig.manager.close()
    await asyncio.wait((restarting,))
    assert (rig.engine.restarts, running_timers()) == (0, 0)
