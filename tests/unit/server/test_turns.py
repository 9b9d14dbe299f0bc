"""A decision is performed at once, unless it has to be stored or others of its users are before it."""

import asyncio
from collections.abc import Awaitable, Sequence

import pytest

from ringback.core.call import Call, Timers, place
from ringback.core.effects import Effect, SaveCall, Send
from ringback.core.switchboard import Switchboard
from ringback.errors import InternalError
from ringback.messages import Pong
from ringback.server.call_store import MemoryCallStore
from ringback.server.turns import Answer, Turns, done

CALL = place("c", ("alice", "~1"), "bob", 0.0, Timers())
SAVE = SaveCall(CALL, 0)
TELL = Send((1,), Pong())


class WaitingStore(MemoryCallStore):
    """Stores when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.may_go_on = asyncio.Event()
        self.is_full = False

    async def save(self, saves: Sequence[SaveCall]) -> list[Call]:
        await self.may_go_on.wait()
        if self.is_full:
            raise OSError("the disk is full")
        return await super().save(saves)


class Office:
    def __init__(self) -> None:
        self.store = WaitingStore()
        self.performed: list[list[Effect]] = []
        self.turns = Turns(self.store, Switchboard(), self._perform)

    def _perform(self, effects: Sequence[Effect]) -> Answer:
        self.performed.append(list(effects))
        return None

    def take(self, *effects: Effect, users: tuple[str, ...] = ("alice", "bob")) -> Answer | Awaitable[Answer]:
        return self.turns.take(users, lambda: list(effects))


async def test_what_is_not_stored_is_performed_when_it_returns() -> None:
    office = Office()
    assert office.take(TELL) is None
    assert office.performed == [[TELL]]


async def test_nobody_is_told_before_it_is_stored_and_whoever_comes_meanwhile_waits() -> None:
    office = Office()
    first, second = office.take(SAVE, TELL), office.take(TELL, users=("bob", "carol"))
    assert isinstance(first, Awaitable)
    assert isinstance(second, Awaitable)
    assert office.take(TELL, users=("carol", "dora")) is None, "nothing of theirs is on its way"
    office.performed.clear()
    office.store.may_go_on.set()
    assert [await second, await first] == [None, None]
    assert office.performed == [[SAVE, TELL], [TELL]]
    assert office.take(TELL) is None


async def test_what_is_on_its_way_is_carried_out_though_nobody_waits_for_it() -> None:
    office = Office()
    waiting = asyncio.ensure_future(done(office.take(SAVE, TELL)))
    await asyncio.sleep(0)
    waiting.cancel()
    office.store.may_go_on.set()
    await office.turns.all_done()
    assert waiting.cancelled()
    assert office.performed == [[SAVE, TELL]]


async def test_a_store_that_fails_changes_nothing_and_holds_nobody_up() -> None:
    office = Office()
    office.store.may_go_on.set()
    office.store.is_full = True
    with pytest.raises(InternalError, match="could not be stored"):
        await done(office.take(SAVE, TELL))
    assert office.performed == []
    assert office.take(TELL) is None
