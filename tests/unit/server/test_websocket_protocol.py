"""uvicorn under our protocol class: everything arrives, in order, and others have their turn."""

import asyncio
import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from ringback.server.websocket_protocol import SLICE_BYTES, FairWebSocketProtocol
from tests.serving import Client, connected, ringback, serving
from tests.validation_table import VALID


def masked(message: dict[str, Any]) -> bytes:
    """A masked text frame whose mask changes nothing (RFC 6455 §5.2)."""
    payload = json.dumps(message).encode()
    return struct.pack("!BBH4x", 0x81, 0x80 | 126, len(payload)) + payload


def numbered(count: int) -> bytes:
    """So many candidates in one piece, each with its number."""
    candidate = VALID["call-ice-candidate"]
    return b"".join(masked({**candidate, "candidate": {"candidate": f"{number}"}}) for number in range(count))


@asynccontextmanager
async def three(**settings: Any) -> AsyncIterator[tuple[Client, Client, Client]]:
    async with (
        serving(ringback(**settings).app, ws=FairWebSocketProtocol) as address,
        connected(address, "mallory") as mallory,
        connected(address, "bob") as bob,
        connected(address, "carol") as carol,
    ):
        yield mallory, bob, carol


async def received(client: Client, count: int) -> list[int]:
    return [int((await client.receive())["candidate"]["candidate"]) for _ in range(count)]


@pytest.mark.parametrize("pieces", [1, 7])
async def test_what_comes_in_one_piece_arrives_whole_and_in_order(pieces: int) -> None:
    count = 2000
    async with three(candidate_rate="1000000/1000000", outbox_messages=count) as (mallory, bob, _):
        everything = numbered(count)
        assert len(everything) > 10 * SLICE_BYTES
        size = len(everything) // pieces + 1
        for at in range(0, len(everything), size):
            mallory.socket.transport.write(everything[at : at + size])
            await asyncio.sleep(0)
        assert await received(bob, count) == list(range(count))
        await mallory.send(VALID["call-offer"])
        assert (await bob.receive())["type"] == "call-offer"


async def test_a_message_longer_than_a_slice_arrives() -> None:
    async with three() as (mallory, bob, _):
        await mallory.send({**VALID["call-offer"], "sdp": "v" * 32768})
        assert len((await bob.receive())["sdp"]) == 32768


async def test_who_is_cut_off_learns_why_and_is_heard_no_more() -> None:
    async with three() as (mallory, bob, carol):
        mallory.socket.transport.write(numbered(10_000))
        assert await mallory.close_code() == 4029
        heard = 0
        while await bob.receive_if_there():
            heard += 1
        assert 0 < heard <= 250
        await carol.send(VALID["call-offer"])
        assert (await bob.receive())["senderId"] == "carol"


async def test_others_have_their_turn_between_the_slices() -> None:
    count = 5000
    async with three(candidate_rate="1000000/1000000", outbox_messages=count) as (mallory, bob, carol):
        mallory.socket.transport.write(numbered(count))
        await carol.send(VALID["call-offer"])
        before = 0
        while (await bob.receive())["type"] != "call-offer":
            before += 1
        assert before < count / 2
