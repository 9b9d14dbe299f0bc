"""How much one connection may send: what is too much is not done, and who does not stop is cut off."""

import json
import struct
from contextlib import suppress

import pytest
import websockets

from tests.serving import Client, connected, ringback, serving
from tests.unit.server.test_sessions import device
from tests.validation_table import OF_SESSIONS, VALID

pytestmark = pytest.mark.usefixtures("both_ways")

FLOODS = {
    "calls": lambda number: {**VALID["call-offer"], "callId": f"c{number}"},
    "offers in a call": lambda _: VALID["call-offer"],
    "candidates": lambda _: VALID["call-ice-candidate"],
    "hang-ups": lambda _: VALID["call-hangup"],
    "media": lambda _: OF_SESSIONS["call-media"],
    "reports": lambda _: OF_SESSIONS["call-report"],
    "hellos": lambda _: {"type": "hello"},
    "pings": lambda _: {"type": "ping"},
    "nonsense": lambda _: "nonsense",
    "binary frames": lambda _: b"nonsense",
    "unknown types": lambda _: {"type": "call-transfer"},
    "tokens": lambda _: {"type": "token-refresh", "token": "x"},
}


@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS)
async def test_a_flood_is_cut_off_and_the_call_of_others_goes_on(flood: object) -> None:
    assert callable(flood)
    async with (
        serving(ringback().app) as address,
        connected(address, "mallory") as mallory,
        connected(address, "alice") as alice,
        connected(address, "carol") as carol,
    ):
        with suppress(websockets.ConnectionClosed):
            for number in range(10_000):
                await mallory.send(flood(number))
        assert await mallory.close_code() == 4029
        await alice.send({**VALID["call-offer"], "recipientId": "carol"})
        assert (await carol.receive())["senderId"] == "alice"


async def test_what_is_too_much_is_answered_with_when_and_not_done() -> None:
    async with (
        serving(ringback(call_rate="2/1").app) as address,
        device(address, "alice") as alice,
        connected(address, "bob") as bob,
    ):
        for number in range(3):
            await alice.send({**VALID["call-offer"], "callId": f"c{number}", "commandId": f"m{number}"})
        answers = [await alice.receive() for _ in range(5)]
        refused = answers[-1]
        assert (refused["error"], refused["callId"], refused["commandId"]) == ("rate_limited", "c2", "m2")
        assert 0 < refused["retryInMs"] <= 1000
        kinds = [(await bob.receive())["type"] for _ in range(3)]
        assert kinds == ["call-offer", "call-hangup", "call-offer"], "the second call took the place of the first"
        assert await bob.has_received_nothing()


async def everything_of_a_call(alice: Client, bob: Client, call_id: str) -> None:
    """What two browsers with many addresses say in a call, as fast as they can."""
    to_bob = {"recipientId": "bob", "callId": call_id}
    to_alice = {"recipientId": "alice", "callId": call_id}
    await alice.send({**VALID["call-offer"], **to_bob})
    assert (await bob.receive())["type"] == "call-offer"
    await bob.send({**VALID["call-accept"], **to_alice})
    await bob.send({**VALID["call-answer"], **to_alice})
    for _ in range(60):
        await alice.send({**VALID["call-ice-candidate"], **to_bob})
        await bob.send({**VALID["call-ice-candidate"], **to_alice})
    await bob.send({**VALID["call-hangup"], **to_alice})
    kinds = ["call-accept", "call-answer", *["call-ice-candidate"] * 60, "call-hangup"]
    assert [(await alice.receive())["type"] for _ in kinds] == kinds
    for _ in range(60):
        assert (await bob.receive())["type"] == "call-ice-candidate"


async def test_a_client_in_a_call_meets_no_bound() -> None:
    async with (
        serving(ringback().app) as address,
        connected(address, "alice") as alice,
        connected(address, "bob") as bob,
    ):
        for number in range(3):
            await everything_of_a_call(alice, bob, f"c{number}")


async def test_what_one_sends_in_one_piece_does_not_fill_the_queue_of_another() -> None:
    async with (
        serving(ringback(outbox_messages=100).app) as address,
        connected(address, "mallory") as mallory,
        connected(address, "bob") as bob,
    ):
        transport = mallory.socket.transport
        text = json.dumps(VALID["call-ice-candidate"]).encode()
        masked = struct.pack("!BBH4x", 0x81, 0x80 | 126, len(text)) + text  # RFC 6455 §5.2, with a mask of nothing
        transport.write(masked * 150)
        for _ in range(150):
            assert (await bob.receive())["type"] == "call-ice-candidate"
        assert await bob.has_received_nothing()
