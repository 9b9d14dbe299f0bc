"""How long a call that was placed is waited for, in virtual time."""

import asyncio
from typing import Any, cast

import pytest

from ringback.client import AuthenticationExpired, CallError, ServerGone, SignalingError, TokenExpired
from ringback.client.placing import SERVER_S, taken
from ringback.client.reconnection import SignalingState
from ringback.testing.virtual_time import rest, running_timers, virtual


class Refused(Exception):
    """What the call says that it has come to."""


class Call:
    """A call that does what a test says, and its signalling."""

    def __init__(self, state: SignalingState = "open") -> None:
        self.accepted, self.confirmed, self._over, self._closed = (asyncio.Event() for _ in range(4))
        self.state = state
        self.end: SignalingError | None = None

    async def ended(self) -> None:
        await self._over.wait()

    async def closed(self) -> None:
        await self._closed.wait()

    def error(self) -> Exception:
        return Refused()

    def is_over(self) -> None:
        self._over.set()

    def is_closed(self, why: SignalingError) -> None:
        self.end = why
        self._closed.set()

    def placed(self) -> asyncio.Task[None]:
        return asyncio.create_task(taken(*[cast(Any, self)] * 3))


@virtual
async def test_it_is_taken() -> None:
    call = Call()
    waiting = call.placed()
    await rest()
    call.accepted.set()
    await waiting
    assert running_timers() == 0


@virtual
async def test_it_is_refused_or_taken_and_over_at_once() -> None:
    call = Call()
    waiting = call.placed()
    await rest()
    call.is_over()
    with pytest.raises(Refused):
        await waiting
    call.accepted.set()
    await call.placed()


@virtual
async def test_a_server_that_is_away_is_waited_for_ten_seconds() -> None:
    call = Call("waiting")
    waiting = call.placed()
    await asyncio.sleep(SERVER_S - 0.1)
    assert not waiting.done()
    await asyncio.sleep(0.2)
    with pytest.raises(ServerGone):
        await waiting
    assert running_timers() == 0


@pytest.mark.parametrize(("state", "confirmed"), [("open", False), ("waiting", True)])
def test_one_that_is_there_or_has_answered_is_waited_for_longer(state: SignalingState, confirmed: bool) -> None:
    @virtual
    async def wait() -> None:
        call = Call(state)
        if confirmed:
            call.confirmed.set()
        waiting = call.placed()
        await asyncio.sleep(10 * SERVER_S)
        assert not waiting.done()
        call.accepted.set()
        await waiting

    wait()


@pytest.mark.parametrize(
    ("why", "error"), [(AuthenticationExpired("over"), TokenExpired), (SignalingError("lost"), ServerGone)]
)
def test_signalling_that_has_ended_for_good_ends_the_waiting(why: SignalingError, error: type[CallError]) -> None:
    @virtual
    async def wait() -> None:
        call = Call()
        waiting = call.placed()
        await rest()
        call.is_closed(why)
        with pytest.raises(error) as raised:
            await waiting
        assert raised.value.__cause__ is why

    wait()
