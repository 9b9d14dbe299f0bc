"""What can go wrong between a client and the server: each is felt, and each can be mended."""

import asyncio
import json
import time

import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from ringback.testing import RingbackServer
from tests.unit.testing.test_server import connecting, say


async def answered(socket: ClientConnection) -> float:
    """Waits for an answer; how long it took, in seconds."""
    begun = time.monotonic()
    await say(socket, type="probe")
    return time.monotonic() - begun


async def test_a_reset_ends_a_connection_and_the_next_one_is_well(ringback_server: RingbackServer) -> None:
    alice = ringback_server.user("alice")
    async with connecting(alice) as socket:
        alice.link.reset()
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is None
    async with connecting(alice) as socket:
        await answered(socket)


async def test_a_cut_lasts_until_it_is_mended_and_touches_nobody_else(ringback_server: RingbackServer) -> None:
    alice, bob = ringback_server.user("alice"), ringback_server.user("bob")
    async with connecting(alice) as cut, connecting(bob) as well:
        alice.link.cut()
        with pytest.raises(ConnectionClosed):
            await cut.recv()
        with pytest.raises(ConnectionRefusedError):
            await connecting(alice)
        await answered(well)
    alice.link.mend()
    async with connecting(alice) as socket:
        await answered(socket)


async def test_a_black_hole_swallows_both_ways_and_gives_back_when_mended(ringback_server: RingbackServer) -> None:
    alice = ringback_server.user("alice")
    async with connecting(alice) as socket:
        alice.link.black_hole()
        await socket.send(json.dumps({"type": "probe"}))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await socket.recv()
        alice.link.mend()
        assert json.loads(await socket.recv())["error"] == "unknown_type"


async def test_a_delay_is_that_of_both_ways_until_it_is_mended(ringback_server: RingbackServer) -> None:
    alice = ringback_server.user("alice")
    async with connecting(alice) as socket:
        alice.link.delay(0.2)
        assert await answered(socket) >= 0.4
        pongs = [await socket.ping(str(number)) for number in range(20)]
        assert all(latency >= 0.4 for latency in await asyncio.gather(*pongs))
        alice.link.mend()
        assert min([await answered(socket) for _ in range(5)]) < 0.4
