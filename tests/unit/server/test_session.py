"""One device's session, its clock, and what it does when its client is silent, slow or away."""

from typing import Any

import pytest

from ringback.codec import encode
from ringback.core.session import SessionLimits
from ringback.core.switchboard import Rules
from ringback.messages import (
    CallAccept,
    CallAnswer,
    CallOffer,
    CloseCode,
    ForwardedHangup,
    Heartbeat,
    Hello,
    Presence,
    Resume,
    SessionGrant,
)
from ringback.server.call_store import MemoryCallStore
from ringback.server.exchange import Exchange
from ringback.server.session import DeviceSession
from ringback.server.sessions import Newcomer, SessionRules, Sessions
from ringback.server.turns import done
from tests.unit.server.office import FakeWire

BEAT = Heartbeat(interval_ms=20_000, timeout_ms=30_000, in_call_interval_ms=5_000, in_call_timeout_ms=15_000)


class FakeSocket(FakeWire):
    """Keeps what is put into it."""

    def hears(self) -> list[str]:
        """The types of what has come since it was last asked."""
        types = [message["type"] for message in self.messages]
        self.messages.clear()
        return types


class Office:
    """Sessions over a real exchange, with a clock that stands still."""

    def __init__(self, **limits: Any) -> None:
        self.now = 0.0
        self.exchange = Exchange(MemoryCallStore(), Rules(), clock=lambda: self.now)
        rules = SessionRules(limits=SessionLimits(**limits), heartbeat=BEAT, grace_s=10.0)
        self.sessions = Sessions(self.exchange, rules, clock=lambda: self.now)

    async def comes(self, user: str, resume: Resume | None = None) -> tuple[DeviceSession, FakeSocket, SessionGrant]:
        grants: list[SessionGrant] = []
        socket = FakeSocket()
        connection_id = self.exchange.open(socket, user)
        newcomer = Newcomer(connection_id, user, socket, Hello(device_id="tab", resume=resume), "tab")
        session = await self.sessions.begin(newcomer, grants.append)
        return session, socket, grants[0]

    def passes(self, seconds: int) -> None:
        """Time, looked at once a second."""
        for _ in range(seconds):
            self.now += 1
            self.sessions.look()

    async def call(self, caller: DeviceSession, callee: DeviceSession) -> None:
        one, other = caller.owner[0], callee.owner[0]
        offer = CallOffer(recipient_id=other, call_id="c", sdp="o")
        accept = CallAccept(recipient_id=one, call_id="c")
        answer = CallAnswer(recipient_id=one, call_id="c", sdp="a")
        await done(self.exchange.handle(caller.connection_id, one, offer))
        await done(self.exchange.handle(callee.connection_id, other, accept))
        await done(self.exchange.handle(callee.connection_id, other, answer))


def hangup(number: int) -> tuple[bytes, ForwardedHangup]:
    message = ForwardedHangup(sender_id="alice", call_id=f"c{number}")
    return encode(message), message


async def test_who_is_silent_is_asked_once_and_then_given_up() -> None:
    office = Office()
    session, socket, _ = await office.comes("alice")
    office.passes(19)
    assert socket.hears() == []
    office.passes(1)
    assert socket.hears() == ["ping"]
    office.passes(9)
    assert (socket.hears(), socket.closed) == ([], None)
    office.passes(1)
    assert socket.closed is CloseCode.SILENT
    assert session.detached_at == office.now


async def test_whatever_is_heard_is_life() -> None:
    office = Office()
    session, socket, _ = await office.comes("alice")
    for _ in range(10):
        office.passes(25)
        assert socket.hears() == ["ping"]
        session.heard()
    assert socket.closed is None


async def test_who_is_in_a_call_is_asked_sooner() -> None:
    office = Office()
    alice, socket, _ = await office.comes("alice")
    bob, _, _ = await office.comes("bob")
    await office.call(alice, bob)
    socket.hears()
    office.passes(4)
    assert socket.hears() == []
    office.passes(1)
    assert socket.hears() == ["ping"]
    office.passes(10)
    assert socket.closed is CloseCode.SILENT
    await office.exchange.stop()


async def test_who_leaves_too_much_unacknowledged_is_closed_and_can_resume() -> None:
    office = Office(max_behind=3)
    session, socket, grant = await office.comes("bob")
    for number in range(4):
        session.put(*hangup(number))
    assert socket.closed is CloseCode.SLOW_CONSUMER
    session.put(*hangup(4))
    _, again, resumed = await office.comes("bob", Resume(token=grant.resume_token, epoch=grant.epoch, last_seq=2))
    assert resumed.resumed
    assert [message["callId"] for message in again.messages] == ["c2", "c3", "c4"]
    assert [message["seq"] for message in again.messages] == [3, 4, 5]
    session.put(*hangup(5))
    assert again.closed is None, "what it missed does not count against it"


async def test_who_acknowledges_is_not_slow() -> None:
    office = Office(max_behind=3)
    session, socket, _ = await office.comes("bob")
    for number in range(100):
        session.put(*hangup(number))
        assert session.acknowledge(number + 1)
    assert socket.closed is None


async def test_more_than_is_kept_is_no_session_any_more() -> None:
    office = Office(max_events=3)
    session, socket, grant = await office.comes("bob")
    session.lose(socket)
    for number in range(4):
        session.put(*hangup(number))
    _, _, anew = await office.comes("bob", Resume(token=grant.resume_token, epoch=grant.epoch, last_seq=0))
    assert (anew.resumed, anew.seq) == (False, 0)


async def test_what_is_no_event_is_lost_with_its_socket() -> None:
    office = Office()
    session, socket, grant = await office.comes("bob")
    session.lose(socket)
    presence = Presence(online=["alice"])
    session.put(encode(presence), presence)
    _, again, _ = await office.comes("bob", Resume(token=grant.resume_token, epoch=grant.epoch, last_seq=0))
    assert again.messages == []


@pytest.mark.parametrize(("away_s", "resumed"), [(119, True), (122, False)])
async def test_a_session_waits_for_its_window(away_s: int, resumed: bool) -> None:
    office = Office()
    session, socket, grant = await office.comes("bob")
    session.lose(socket)
    office.passes(away_s)
    _, _, again = await office.comes("bob", Resume(token=grant.resume_token, epoch=grant.epoch, last_seq=0))
    assert again.resumed == resumed


async def test_clients_are_told_to_come_back_at_different_moments() -> None:
    office = Office()
    sockets = [(await office.comes(f"user-{number}"))[1] for number in range(50)]
    office.sessions.going_away(5.0)
    moments = [socket.messages[-1]["reconnectInMs"] for socket in sockets]
    assert all(0 <= moment <= 5000 for moment in moments)
    assert len(set(moments)) > 25
    assert max(moments) - min(moments) > 2500


async def test_many_clients_are_given_longer() -> None:
    office = Office()
    sockets = [(await office.comes(f"user-{number}"))[1] for number in range(400)]
    office.sessions.going_away(0.0)
    assert max(socket.messages[-1]["reconnectInMs"] for socket in sockets) > 1000
