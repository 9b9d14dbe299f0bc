"""A call that has lost its media and the server: the end that the server knows of comes first, in virtual time."""

import asyncio
from typing import cast

import pytest

from ringback.client import SignalingClient
from ringback.client.call_control import CallControl
from ringback.client.reconnection import SignalingState
from ringback.messages import CallHangup, ForwardedAccept, ForwardedHangup, ForwardedOffer, Welcome
from ringback.peer import PeerError
from ringback.testing.virtual_time import rest, running_timers, virtual

LOST = PeerError("ice_recovery_failed", "", fatal=True)


class Signaling:
    """Signalling whose connection comes and goes as a test has it."""

    user_id = "alice"
    welcome = Welcome(protocol=1, user_id="alice", token_expires_in_ms=None)

    def __init__(self) -> None:
        self.state: SignalingState = "waiting"
        self.said: list[CallHangup] = []
        self._opened = asyncio.Event()

    def enter(self, state: SignalingState) -> None:
        self.state = state
        if state in ("open", "closed"):
            self._opened.set()
        else:
            self._opened.clear()

    async def opened(self) -> None:
        await self._opened.wait()

    def send(self, message: CallHangup) -> None:
        self.said.append(message)


def a_call(*, taken: bool = True) -> tuple[CallControl, Signaling]:
    """A call that was placed, and that the other side has taken."""
    signaling = Signaling()
    call = CallControl("1", "bob", cast(SignalingClient, signaling), outgoing=True)
    if taken:
        call.receive(ForwardedAccept(sender_id="bob", call_id="1"))
    return call, signaling


def over(call: CallControl) -> bool:
    """Whether it has ended by now."""
    return call.is_over


def talking() -> tuple[CallControl, Signaling]:
    """Media flow in it, and the server is away."""
    call, signaling = a_call()
    call._ice_changed("connected")
    return call, signaling


@pytest.mark.parametrize("state", ["open", "closed"])
def test_the_loss_of_media_ends_a_call_at_once_unless_the_server_is_only_away(state: SignalingState) -> None:
    @virtual
    async def lose() -> None:
        call, signaling = talking()
        signaling.enter(state)
        call._failed(LOST)
        assert over(call)
        assert [message.reason for message in signaling.said] == ["failed"]

    lose()


@pytest.mark.parametrize("told", [True, False, None])
def test_the_server_says_who_is_polite_until_the_call_is_taken_and_the_ids_where_it_does_not(
    told: bool | None,
) -> None:
    @virtual
    async def learn() -> None:
        placed, _ = a_call(taken=False)
        placed.receive(ForwardedAccept(sender_id="bob", call_id="1", polite=told))
        placed.receive(ForwardedAccept(sender_id="bob", call_id="1", polite=not told))
        came = CallControl("2", "bob", cast(SignalingClient, Signaling()), outgoing=False)
        came.receive(ForwardedOffer(sender_id="bob", call_id="2", polite=told))
        assert [call._events().is_polite() for call in (placed, came)] == [told is not False] * 2
        for call in (placed, came):
            call.end("over")

    learn()


@virtual
async def test_a_call_that_nobody_has_taken_ends_at_once() -> None:
    call, _ = a_call(taken=False)
    call._failed(LOST)
    assert over(call)


@virtual
async def test_the_other_side_may_have_hung_up_and_is_heard_when_the_server_is_back() -> None:
    call, signaling = talking()
    call._failed(LOST)
    await asyncio.sleep(60)
    signaling.enter("open")
    await asyncio.sleep(9)
    call.receive(ForwardedHangup(sender_id="bob", call_id="1", reason="completed"))
    assert await call.ended() == "completed"
    await rest()
    assert signaling.said == []
    assert running_timers() == 0


@virtual
async def test_a_server_that_says_nothing_within_10_s_lets_it_end() -> None:
    call, signaling = talking()
    call._failed(LOST)
    signaling.enter("open")
    await asyncio.sleep(9.9)
    assert not over(call)
    await asyncio.sleep(0.2)
    assert over(call)
    assert await call.ended() == "failed"
    assert [message.reason for message in signaling.said] == ["failed"]


@virtual
async def test_a_server_that_is_gone_again_has_said_nothing() -> None:
    call, signaling = talking()
    call._failed(LOST)
    signaling.enter("open")
    await asyncio.sleep(5)
    signaling.enter("waiting")
    await asyncio.sleep(20)
    assert not over(call)
    signaling.enter("open")
    await asyncio.sleep(10.1)
    assert over(call)


@virtual
async def test_media_that_come_back_let_it_go_on() -> None:
    call, signaling = talking()
    call._failed(LOST)
    signaling.enter("open")
    await rest()
    call._ice_changed("connected")
    await asyncio.sleep(200)
    assert not over(call)
    assert running_timers() == 0


@virtual
async def test_without_both_it_ends_after_two_minutes_30_s_of_which_have_passed() -> None:
    call, _ = talking()
    call._failed(LOST)
    await asyncio.sleep(89.9)
    assert not over(call)
    await asyncio.sleep(0.2)
    assert over(call)
    assert await call.ended() == "failed"


@virtual
async def test_a_call_that_was_taken_and_does_not_connect_waits_for_the_server_as_well() -> None:
    call, signaling = a_call()
    await asyncio.sleep(36)
    assert not over(call)
    signaling.enter("open")
    await asyncio.sleep(10.1)
    assert over(call)
    assert await call.ended() == "failed"
