"""Effects become frames, in turn, and only once they are stored. What is delivered is in test_websocket.py."""

import asyncio
from collections.abc import Sequence

import msgspec
import pytest

from ringback.core.call import Call, CallEvent, Timers, step
from ringback.core.effects import SaveCall
from ringback.core.switchboard import Rules
from ringback.errors import InternalError
from ringback.messages import (
    CallAccept,
    CallHangup,
    CallIceCandidate,
    CallMessage,
    CallOffer,
    CloseCode,
    Hello,
    IceCandidate,
    ServerMessage,
)
from ringback.server import exchange as module
from ringback.server.call_store import MemoryCallStore
from ringback.server.exchange import Exchange
from ringback.server.turns import done

OFFER = CallOffer(recipient_id="bob", call_id="c", sdp="o")
ACCEPT = CallAccept(recipient_id="alice", call_id="c")


class FakeLine:
    def __init__(self) -> None:
        self.types: list[str] = []
        self.closed: CloseCode | None = None

    def put(self, frame: bytes, _message: ServerMessage) -> None:
        self.types.append(msgspec.json.decode(frame)["type"])

    def close(self, code: CloseCode) -> None:
        self.closed = code


class SlowStore(MemoryCallStore):
    """Waits until it may go on; fails as often as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.failures = 0

    async def save(self, saves: Sequence[SaveCall]) -> list[Call]:
        await self.may_go_on.wait()
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full")
        return await super().save(saves)


class Office:
    """Alice and Bob, connected to an exchange."""

    def __init__(self) -> None:
        self.store = SlowStore()
        self.exchange = Exchange(self.store, Rules())
        self.lines = {user: FakeLine() for user in ("alice", "bob")}
        self.ids = {user: self.exchange.open(line, user) for user, line in self.lines.items()}

    async def say(self, user: str, message: CallMessage) -> None:
        await done(self.exchange.handle(self.ids[user], user, message))

    async def call(self) -> Call:
        (call,) = await self.store.recent()
        return call


async def settled() -> None:
    """Everything that is ready has run."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_nobody_is_told_before_it_is_stored() -> None:
    office = Office()
    office.store.may_go_on.clear()
    offering = asyncio.create_task(office.say("alice", OFFER))
    await settled()
    assert office.lines["bob"].types == []
    office.store.may_go_on.set()
    await offering
    assert office.lines["bob"].types == ["call-offer"]


async def test_what_concerns_the_same_users_waits_for_its_turn() -> None:
    office = Office()
    office.store.may_go_on.clear()
    candidate = CallIceCandidate(recipient_id="bob", call_id="c", candidate=IceCandidate(candidate=""))
    said = [asyncio.create_task(office.say("alice", message)) for message in (OFFER, candidate)]
    await settled()
    office.store.may_go_on.set()
    await asyncio.gather(*said)
    assert office.lines["bob"].types == ["call-offer", "call-ice-candidate"]


async def test_a_race_that_another_process_won_is_decided_again_on_what_won() -> None:
    office = Office()
    await office.say("alice", OFFER)
    cancelled = step(await office.call(), CallEvent.HANG_UP, 0.0, Timers())
    assert cancelled is not None
    await office.store.save([SaveCall(cancelled.call, cancelled.expected_revision)])
    await office.say("bob", ACCEPT)
    assert office.lines["alice"].types == []
    assert office.lines["bob"].types == ["call-offer", "call-hangup"]
    assert await office.call() == cancelled.call


async def test_a_message_that_could_not_be_stored_changes_nothing() -> None:
    office = Office()
    office.store.failures = 1
    with pytest.raises(InternalError):
        await office.say("alice", OFFER)
    assert office.lines["bob"].types == []
    await office.say("alice", OFFER)
    assert office.lines["bob"].types == ["call-offer"]


async def test_a_client_that_goes_while_its_message_is_stored_leaves_nothing_half_done() -> None:
    office = Office()
    office.store.may_go_on.clear()
    offering = asyncio.create_task(office.say("alice", OFFER))
    await settled()
    offering.cancel()
    await settled()
    office.store.may_go_on.set()
    await settled()
    assert office.lines["bob"].types == ["call-offer"]
    assert (await office.call()).key in office.exchange._timers


async def test_a_store_that_never_lets_one_win_is_an_error() -> None:
    office = Office()
    await office.say("alice", OFFER)
    call = await office.call()

    async def always_lost(_saves: Sequence[SaveCall]) -> list[Call]:
        return [call]

    office.store.save = always_lost  # type: ignore[assignment] # a store that does not tell the truth
    with pytest.raises(InternalError):
        await office.say("bob", ACCEPT)


async def test_what_the_server_owes_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_RETRY_S", 0.0)
    office = Office()
    await office.say("alice", OFFER)
    await office.say("bob", ACCEPT)
    assert (await office.call()).state == "connecting"
    office.store.failures = 3
    office.exchange._time_is_up((await office.call()).key)
    await settled()
    office.exchange._clock = lambda: 9e12
    office.exchange._time_is_up((await office.call()).key)
    await settled()
    await settled()
    assert (await office.call()).reason == "failed"
    assert office.lines["alice"].types[-1] == office.lines["bob"].types[-1] == "call-hangup"


async def test_a_hangup_ends_it_for_both(caplog: pytest.LogCaptureFixture) -> None:
    office = Office()
    with caplog.at_level("INFO", logger="ringback.calls"):
        await office.say("alice", OFFER)
        await office.say("alice", CallHangup(recipient_id="bob", call_id="c"))
    assert [record.getMessage() for record in caplog.records] == [
        "call 'c' is ringing",
        "call 'c' is ended: cancelled",
    ]
    details = [
        (record.__dict__["call_id"], record.__dict__["state"], record.__dict__["reason"]) for record in caplog.records
    ]
    assert details == [("c", "ringing", None), ("c", "ended", "cancelled")]


async def test_a_device_that_connects_again_is_heard_and_the_old_line_closed() -> None:
    office = Office()
    office.exchange.introduced(office.ids["bob"], Hello(device_id="tab"), line=office.lines["bob"])
    again = FakeLine()
    office.exchange.introduced(office.exchange.open(again, "bob"), Hello(device_id="tab"), line=again)
    assert office.lines["bob"].closed is CloseCode.REPLACED
    await office.say("alice", OFFER)
    assert again.types == ["call-offer"]
    assert office.lines["bob"].types == []
