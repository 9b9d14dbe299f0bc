"""The running switchboard: the open connections, and the effects of the core performed on them."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from itertools import count
from typing import Final, Protocol
from uuid import uuid4

from ringback.codec import encode
from ringback.core.call import Call, CallKey
from ringback.core.directory import PLAIN
from ringback.core.effects import ConnectionId, Disconnect, Effect, SaveCall, Send, SetDeadline
from ringback.core.switchboard import Rules, Switchboard
from ringback.errors import InternalError
from ringback.messages import CallMessage, CallOffer, CloseCode, DeviceId, UserId
from ringback.server.call_store import CallStore

logger = logging.getLogger("ringback.server")
calls_logger = logging.getLogger("ringback.calls")

MOST_RACES: Final = 10
"""How often a decision is made again on what won. Losing that often means that the store is not telling the truth."""


HELLO_GRACE_S: Final = 1.0
"""After that a client that has named no device is taken for a plain one, and learns what it slept through."""


FIRST_RETRY_S: Final = 1.0
LAST_RETRY_S: Final = 30.0
"""How long until what the server owes is tried again, doubled each time."""

Decide = Callable[[], list[Effect]]


class Line(Protocol):
    """One open connection, whatever carries it."""

    def put(self, frame: bytes) -> None:
        """Queue ``frame``, or close the line when its queue is full. Never waits."""

    def close(self, code: CloseCode) -> None:
        """End the line soon. Never waits; closing twice does no harm."""


class Exchange:
    """Joins the core to the lines and to the store: one place where effects happen."""

    def __init__(self, store: CallStore, rules: Rules, *, clock: Callable[[], float] = time.time) -> None:
        self._switchboard = Switchboard(rules)
        self._store = store
        self._clock = clock
        self._lines: dict[ConnectionId, Line] = {}
        self._ids = count(1)
        self._emptied = asyncio.Event()
        self._timers: dict[CallKey, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._turns: dict[UserId, asyncio.Future[None]] = {}

    def open(self, line: Line, user_id: UserId) -> ConnectionId:
        """Connect ``line`` for ``user_id``."""
        connection_id = next(self._ids)
        self._lines[connection_id] = line
        logger.info("connection %d opened", connection_id)
        logger.debug("connection %d belongs to user %r", connection_id, user_id)
        self._perform(self._switchboard.connect(connection_id, user_id, f"{PLAIN}{uuid4().hex}"))
        asyncio.get_running_loop().call_later(HELLO_GRACE_S, self._arrived, connection_id, user_id)
        return connection_id

    def introduced(self, connection_id: ConnectionId, device: DeviceId | None, *, call_waiting: bool) -> None:
        """The client has said hello, and may have named its device."""
        before, effects = self._switchboard.introduce(connection_id, device, call_waiting=call_waiting)
        self._perform(effects)
        if device is not None:
            self._begin((before.user,), lambda: self._switchboard.depart(before, self._clock()))
            self._arrived(connection_id, before.user)

    def closed(self, connection_id: ConnectionId) -> None:
        """The line is gone; nothing more is put into it."""
        del self._lines[connection_id]
        if not self._lines:
            self._emptied.set()
        logger.info("connection %d closed", connection_id)
        party, effects = self._switchboard.disconnect(connection_id)
        self._perform(effects)
        if party is not None:
            self._begin((party.user,), lambda: self._switchboard.depart(party, self._clock()))

    async def handle(self, connection_id: ConnectionId, user_id: UserId, message: CallMessage) -> None:
        """Hand a call message of ``user_id`` to the core and do what it answers.

        Cancelling loses the message if its turn had not come; otherwise it is carried out all the same.

        Raises:
            InternalError: the store did not take it; nothing has changed.
        """
        users = (user_id, message.recipient_id)
        await self._in_turn(users, lambda: self._switchboard.handle(connection_id, message, self._clock()))

    async def refused(self, connection_id: ConnectionId, user_id: UserId, offer: CallOffer) -> None:
        """Record that ``offer`` was not allowed. As ``handle``."""
        users = (user_id, offer.recipient_id)
        await self._in_turn(users, lambda: self._switchboard.refuse(connection_id, offer, self._clock()))

    def watch_presence(self, connection_id: ConnectionId) -> None:
        """Tell this line who is online, now and from now on."""
        self._perform(self._switchboard.watch(connection_id))

    async def close_all(self, code: CloseCode) -> None:
        """End every line, as when the server stops, and wait until all are gone. Cancelling only stops the wait."""
        self._emptied.clear()
        for line in tuple(self._lines.values()):
            line.close(code)
        if self._lines:
            await self._emptied.wait()
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    def _arrived(self, connection_id: ConnectionId, user_id: UserId) -> None:
        self._begin((user_id,), lambda: self._switchboard.arrive(connection_id, self._clock()))

    def _begin(self, users: tuple[UserId, ...], decide: Decide) -> None:
        """Carry out what nobody waits for."""
        self._task(self._unattended(users, decide))

    async def _unattended(self, users: tuple[UserId, ...], decide: Decide) -> None:
        delay_s = FIRST_RETRY_S
        while True:
            try:
                await self._in_turn(users, decide)
            except InternalError:  # nobody else would do it: a call would wait for ever for a party that has gone
                logger.exception("a change to a call was not stored; trying again in %g s", delay_s)
                await asyncio.sleep(delay_s)
                delay_s = min(2 * delay_s, LAST_RETRY_S)
            else:
                return

    async def _in_turn(self, users: tuple[UserId, ...], decide: Decide) -> None:
        """Decide about calls of ``users`` when nothing about them is on its way to the store.

        What a decision tells to whom stands on who is connected; so nobody comes or goes between it and its effects.
        """
        while ahead := {self._turns[user] for user in users if user in self._turns}:
            await asyncio.wait(ahead)
        effects = decide()
        if not any(isinstance(effect, SaveCall) for effect in effects):
            self._perform(effects)
            return
        turn = asyncio.get_running_loop().create_future()
        for user in users:
            self._turns[user] = turn
        # Who waits for it may be cancelled; what is on its way to the store is not left half done.
        await asyncio.shield(self._task(self._turn(turn, users, self._carry_out(effects, decide))))

    async def _turn(
        self, turn: asyncio.Future[None], users: tuple[UserId, ...], work: Coroutine[None, None, None]
    ) -> None:
        try:
            await work
        finally:
            for user in set(users):
                del self._turns[user]
            turn.set_result(None)

    def _task(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _carry_out(self, effects: list[Effect], decide: Decide) -> None:
        """Store what was decided, then perform the rest; or decide again on what won."""
        for _ in range(MOST_RACES):
            saves = [effect for effect in effects if isinstance(effect, SaveCall)]
            winners = await self._stored(saves)
            if not winners:
                for save in saves:
                    self._switchboard.committed(save)
                    _log(save.call)
                self._perform(effects)
                return
            for call in winners:
                self._switchboard.learn(call)
            effects = decide()
        raise InternalError("The call could not be stored. Try again.")

    async def _stored(self, saves: Sequence[SaveCall]) -> list[Call]:
        if not saves:
            return []
        try:
            return await self._store.save(saves)
        except Exception as error:  # whatever database is behind it
            raise InternalError("The call could not be stored. Try again.") from error

    def _perform(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            match effect:
                case Send(to, message):
                    frame = encode(message)
                    for connection_id in to:
                        # one of them may have gone while the store was busy
                        if line := self._lines.get(connection_id):
                            line.put(frame)
                case SetDeadline(key, at):
                    self._look_at(key, at)
                case Disconnect(connection_id, code):
                    if line := self._lines.get(connection_id):
                        line.close(code)

    def _look_at(self, key: CallKey, at: float) -> None:
        if timer := self._timers.pop(key, None):
            timer.cancel()
        delay = max(0.0, at - self._clock())
        self._timers[key] = asyncio.get_running_loop().call_later(delay, self._time_is_up, key)

    def _time_is_up(self, key: CallKey) -> None:
        self._timers.pop(key, None)
        self._begin(key.pair, lambda: self._switchboard.expire(key, self._clock()))


def _log(call: Call) -> None:
    calls_logger.info("call %r is %s%s", call.call_id, call.state, f": {call.reason}" if call.reason else "")
    calls_logger.debug("call %r is between %r and %r", call.call_id, call.caller, call.callee)
