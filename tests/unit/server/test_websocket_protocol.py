"""uvicorn under our protocol class: everything arrives, in order, and others have their turn."""

import asyncio
import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from ringback.errors import InternalError
from ringback.server.connection import Connection
from ringback.server.shortcut import FRAMES_A_TURN
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


async def test_what_has_to_wait_keeps_its_place() -> None:
    asked = asyncio.Event()
    allowed = asyncio.Event()

    async def can_call(_caller: str, _callee: str) -> bool:
        asked.set()
        await allowed.wait()
        return True

    async with three(can_call=can_call) as (mallory, bob, carol):
        mallory.socket.transport.write(masked(VALID["call-offer"]))
        await asked.wait()
        mallory.socket.transport.write(numbered(3) + masked({**VALID["call-hangup"], "callId": "last"}))
        await carol.send({**VALID["call-ice-candidate"], "callId": "of carol"})
        assert (await bob.receive())["senderId"] == "carol"
        allowed.set()
        assert (await bob.receive())["type"] == "call-offer"
        assert await received(bob, 3) == [0, 1, 2]
        assert (await bob.receive())["callId"] == "last"


async def test_who_goes_while_something_has_to_wait_leaves_nothing() -> None:
    asked = asyncio.Event()

    async def can_call(_caller: str, _callee: str) -> bool:
        asked.set()
        return await asyncio.Event().wait()

    async with three(can_call=can_call) as (mallory, bob, carol):
        mallory.socket.transport.write(masked(VALID["call-offer"]))
        await asked.wait()
        mallory.socket.transport.abort()
        await carol.send(VALID["call-ice-candidate"])
        assert (await bob.receive())["senderId"] == "carol"


@pytest.mark.parametrize("at", [1, 3, 5, 40, -1])
async def test_a_frame_that_comes_in_two_pieces_is_whole_again(at: int) -> None:
    async with three() as (mallory, bob, _):
        pieces = numbered(3)
        one = len(pieces) // 3
        cut = one + at if at > 0 else 2 * one + at
        mallory.socket.transport.write(pieces[:cut])
        assert await received(bob, 1) == [0]
        mallory.socket.transport.write(pieces[cut:])
        assert await received(bob, 2) == [1, 2]


async def test_a_message_in_fragments_is_whole_again_with_a_text_behind_it() -> None:
    async with three() as (mallory, bob, _):
        text = json.dumps(VALID["call-offer"]).encode()
        fragments = Frame(Opcode.TEXT, text[:20], fin=False), Frame(Opcode.CONT, text[20:])
        mallory.socket.transport.write(b"".join(each.serialize(mask=True) for each in fragments) + numbered(1))
        assert (await bob.receive())["type"] == "call-offer"
        assert await received(bob, 1) == [0]


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([Frame(Opcode.TEXT, b"\xff")], 1007),
        ([Frame(Opcode.TEXT, b"{", fin=False), Frame(Opcode.TEXT, b"}")], 1002),
    ],
    ids=["not UTF-8", "a text between fragments"],
)
async def test_what_is_no_websocket_ends_the_connection(frames: list[Frame], code: int) -> None:
    async with three() as (mallory, _bob, _carol):
        for frame in frames:
            mallory.socket.transport.write(frame.serialize(mask=True))
            if frame is not frames[-1]:
                await (await mallory.socket.ping())
        assert await mallory.close_code() == code


async def test_a_fault_of_ours_ends_the_connection_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise InternalError("a fault")

    async with three() as (mallory, bob, carol):
        with monkeypatch.context() as patch:
            patch.setattr("ringback.server.connection.decode", broken)
            await mallory.send(VALID["call-offer"])
            assert await mallory.close_code() == 1011
        await carol.send(VALID["call-ice-candidate"])
        assert (await bob.receive())["senderId"] == "carol"


async def test_who_reads_nothing_is_cut_off_and_hears_first_what_was_sent_first() -> None:
    count = 4000
    async with three(candidate_rate="1000000/1000000", outbox_messages=100) as (mallory, bob, _):
        bob.socket.transport.pause_reading()
        await mallory.send(VALID["call-offer"])
        candidate = {**VALID["call-ice-candidate"], "callId": "x" * 4000}
        for number in range(count):
            await mallory.send({**candidate, "candidate": {"candidate": f"{number}"}})
        await mallory.send({"type": "probe"})
        assert (await mallory.receive())["error"] == "unknown_type"
        bob.socket.transport.resume_reading()
        assert (await bob.receive())["type"] == "call-offer"
        heard = []
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                heard += await received(bob, 1)
        assert heard == list(range(len(heard)))
        assert 0 < len(heard) < count
        assert closed.value.rcvd is None or closed.value.rcvd.code == 4008


async def test_others_have_their_turn_within_a_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = asyncio.get_running_loop()
    handled = [0]
    handle = Connection.receive

    def counted(self: Connection, frame: str | bytes) -> Any:
        handled[-1] += 1
        return handle(self, frame)

    def turn() -> None:
        handled.append(0)
        loop.call_soon(turn)

    monkeypatch.setattr(Connection, "receive", counted)
    async with three(control_rate="1000000/1000000") as (mallory, bob, _):
        turn()
        pongs = struct.pack("!BB4x", 0x81, 0x80 | 15) + b'{"type":"pong"}'
        mallory.socket.transport.write(pongs * 500 + numbered(1))
        assert await received(bob, 1) == [0]
    assert sum(handled) == 501
    assert max(handled) <= 2 * FRAMES_A_TURN
