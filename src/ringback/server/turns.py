"""Decisions about calls: one after the other for each user, and stored before anybody is told."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, Final, TypeVar

from ringback.core.call import Call
from ringback.core.effects import Effect, SaveCall
from ringback.core.switchboard import Switchboard
from ringback.errors import InternalError
from ringback.messages import CallError, UserId
from ringback.server.call_store import CallStore

logger = logging.getLogger("ringback.calls")

MOST_RACES: Final = 10
"""How often a decision is made again on what won. Losing that often means that the store is not telling the truth."""

Decide = Callable[[], list[Effect]]

Answer = CallError | None
"""Why something was not carried out; None when it was."""

Perform = Callable[[Sequence[Effect]], Answer]
"""Does what is not to be stored."""

Result = TypeVar("Result")


async def done(work: Result | Awaitable[Result]) -> Result:
    """What comes of ``work``, which may be there already."""
    return await work if isinstance(work, Awaitable) else work


class Turns:
    """The way of a decision to the store and to everybody whom it concerns."""

    def __init__(self, store: CallStore, switchboard: Switchboard, perform: Perform) -> None:
        self._store = store
        self._switchboard = switchboard
        self._perform = perform
        self._turns: dict[UserId, asyncio.Future[None]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def take(self, users: tuple[UserId, ...], decide: Decide) -> Answer | Awaitable[Answer]:
        """Decide about calls of ``users`` when nothing about them is on its way to the store, and perform that.

        Most decisions change no call and wait for nobody: they are performed when this returns. The rest is to be
        awaited. Cancelling that loses it if its turn had not come; otherwise it is carried out all the same.

        What a decision tells to whom stands on who is connected; so nobody comes or goes between it and its effects.

        Raises:
            InternalError: the store did not take it; nothing has changed.
        """
        if self._turns and not self._turns.keys().isdisjoint(users):
            return self._after_others(users, decide)
        effects = decide()
        if SaveCall not in map(type, effects):
            return self._perform(effects)
        turn = asyncio.get_running_loop().create_future()
        for user in users:
            self._turns[user] = turn
        # Who waits for it may be cancelled; what is on its way to the store is not left half done.
        return asyncio.shield(self.begin(self._turn(turn, users, self._carry_out(effects, decide))))

    def begin(self, work: Coroutine[None, None, Result]) -> asyncio.Task[Result]:
        """Carry out what nobody need wait for."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def settled(self, user_id: UserId) -> None:
        """Wait until nothing that concerns the user is on its way to the store."""
        while turn := self._turns.get(user_id):
            await asyncio.wait((turn,))

    async def all_done(self) -> None:
        """Wait until everything that was begun is carried out. Cancelling only stops the wait."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def _after_others(self, users: tuple[UserId, ...], decide: Decide) -> Answer:
        while ahead := {self._turns[user] for user in users if user in self._turns}:
            await asyncio.wait(ahead)
        return await done(self.take(users, decide))

    async def _turn(
        self, turn: asyncio.Future[None], users: tuple[UserId, ...], work: Coroutine[None, None, Answer]
    ) -> Answer:
        try:
            return await work
        finally:
            for user in set(users):
                del self._turns[user]
            turn.set_result(None)

    async def _carry_out(self, effects: list[Effect], decide: Decide) -> Answer:
        """Store what was decided, then perform the rest; or decide again on what won."""
        for _ in range(MOST_RACES):
            saves = [effect for effect in effects if isinstance(effect, SaveCall)]
            winners = await self._stored(saves)
            if not winners:
                for save in saves:
                    self._switchboard.committed(save)
                    _log(save.call)
                return self._perform(effects)
            for call in winners:
                self._switchboard.learn(call)
            effects = decide()
        raise InternalError("The call could not be stored. Try again.")

    async def _stored(self, saves: Sequence[SaveCall]) -> list[Call]:
        if not saves:
            return []
        try:
            return await self._store.save(saves)
        except InternalError:
            raise
        except Exception as error:  # whatever database is behind it
            raise InternalError("The call could not be stored. Try again.") from error


def _log(call: Call) -> None:
    """One line for each change; who the two are is for debugging only."""
    details = {"call_id": call.call_id, "state": call.state.value, "reason": call.reason and call.reason.value}
    said = f": {call.reason}" if call.reason else ""
    logger.info("call %r is %s%s", call.call_id, call.state, said, extra=details)
    logger.debug("call %r is between %r and %r", call.call_id, call.caller, call.callee)
