"""Eight devices accept at once, each on a server of its own, over one database: it decides, and one wins."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from ringback.core.call import Call
from ringback.core.switchboard import Rules
from ringback.messages import CallAccept, CallMessage, CallOffer, CloseCode, Hello
from ringback.server.exchange import Exchange
from ringback.server.sql_call_store import SqlCallStore
from ringback.server.turns import done

RACES = int(os.environ.get("RINGBACK_RACES", "20"))
DEVICES = 8


class FakeLine:
    def __init__(self) -> None:
        self.heard: list[Any] = []

    def put(self, frame: bytes, *_: object) -> None:
        self.heard.append(msgspec.json.decode(frame))

    def close(self, code: CloseCode) -> None:
        raise AssertionError(code)


class Server:
    """A process of its own, as far as the database can tell."""

    def __init__(self, url: str) -> None:
        self.store = SqlCallStore(url)
        self.exchange = Exchange(self.store, Rules())

    def device(self, user: str, name: str) -> "Device":
        return Device(self.exchange, user, name)


class Device:
    def __init__(self, exchange: Exchange, user: str, name: str) -> None:
        self._exchange = exchange
        self._user = user
        self.name = name
        self.line = FakeLine()
        self._id = exchange.open(self.line, user)
        exchange.introduced(self._id, Hello(device_id=name))
        exchange.arrived(self._id, user)

    async def say(self, message: CallMessage) -> None:
        await done(self._exchange.handle(self._id, self._user, message))

    def was_told(self, kind: str) -> list[Any]:
        return [message for message in self.line.heard if message["type"] == kind]


@asynccontextmanager
async def servers(url: str) -> AsyncIterator[list[Server]]:
    running = [Server(url) for _ in range(DEVICES)]
    for server in running:
        await server.store.open()
    yield running
    for server in running:
        await server.store.close()


async def placed(server: Server, number: int) -> Call:
    """A call that rings."""
    caller = server.device(f"alice {number}", "tab")
    server.device(f"bob {number}", "door")  # somebody has to be there for it to ring
    await caller.say(CallOffer(recipient_id=f"bob {number}", call_id=f"c{number}", sdp="o"))
    (call,) = [call for call in await server.store.recent() if call.call_id == f"c{number}"]
    return call


async def test_one_of_eight_devices_wins(database_url: str) -> None:
    async with servers(database_url) as running:
        for number in range(RACES):
            call = await placed(running[0], number)
            devices = [server.device(call.callee, f"d{at}") for at, server in enumerate(running)]
            await asyncio.gather(*(server.exchange.recover([call]) for server in running))
            accept = CallAccept(recipient_id=call.caller, call_id=call.call_id)
            await asyncio.gather(*(device.say(accept) for device in devices))
            (after,) = [each for each in await running[0].store.recent() if each.key == call.key]
            assert (after.state, after.revision) == ("connecting", call.revision + 1)
            (winner,) = [device for device in devices if not device.was_told("call-hangup")]
            assert winner.name == after.callee_device
            for loser in (device for device in devices if device is not winner):
                assert {end["reason"] for end in loser.was_told("call-hangup")} == {"answered_elsewhere"}
