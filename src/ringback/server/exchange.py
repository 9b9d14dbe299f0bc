"""The running switchboard: the open connections, and the effects of the core performed on them."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from typing import Final, Protocol
from uuid import uuid4

from ringback.codec import encode
from ringback.core.call import Call, CallKey
from ringback.core.directory import PLAIN, Party
from ringback.core.effects import ConnectionId, Disconnect, Effect, Send, SetDeadline
from ringback.core.switchboard import Rules, Switchboard
from ringback.errors import InternalError
from ringback.messages import (
    CallError,
    CallMessage,
    CallOffer,
    CloseCode,
    Hello,
    LiveCall,
    ServerMessage,
    UserId,
)
from ringback.server.call_store import CallStore
from ringback.server.turns import Answer, Decide, Turns, done

logger = logging.getLogger("ringback.server")

HELLO_GRACE_S: Final = 1.0
"""After that a client that has named no device is taken for a plain one, and learns what it slept through."""

FIRST_RETRY_S: Final = 1.0
LAST_RETRY_S: Final = 30.0
"""How long until what the server owes is tried again, doubled each time."""


class Line(Protocol):
    """One open connection, whatever carries it."""

    def put(self, frame: bytes, message: ServerMessage) -> None:
        """Queue ``frame``, which says ``message``, or close the line when its queue is full. Never waits."""

    def close(self, code: CloseCode) -> None:
        """End the line soon. Never waits; closing twice does no harm."""


class Exchange:
    """Joins the core to the lines and to the store: one place where effects happen."""

    def __init__(self, store: CallStore, rules: Rules, *, clock: Callable[[], float] = time.time) -> None:
        self._switchboard = Switchboard(rules)
        self._clock = clock
        self._lines: dict[ConnectionId, Line] = {}
        self._ids = count(1)
        self._timers: dict[CallKey, asyncio.TimerHandle] = {}
        self._turns = Turns(store, self._switchboard, self._perform)

    def open(self, line: Line, user_id: UserId) -> ConnectionId:
        """Connect ``line`` for ``user_id``."""
        connection_id = next(self._ids)
        self._lines[connection_id] = line
        logger.info("connection %d opened", connection_id)
        logger.debug("connection %d belongs to user %r", connection_id, user_id)
        self._perform(self._switchboard.connect(connection_id, user_id, f"{PLAIN}{uuid4().hex}"))
        asyncio.get_running_loop().call_later(HELLO_GRACE_S, self._taken_for_plain, connection_id, user_id)
        return connection_id

    def introduced(self, connection_id: ConnectionId, hello: Hello, *, line: Line | None = None) -> None:
        """The client has said hello. When it has named its device, ``line`` is its session; ``arrived`` comes next."""
        before, effects = self._switchboard.introduce(
            connection_id, hello.device_id, call_waiting=hello.call_waiting, native=hello.native
        )
        if line is not None:
            self._lines[connection_id] = line
        self._perform(effects)
        if hello.device_id is not None:
            self._departed(before)

    def arrived(self, connection_id: ConnectionId, user_id: UserId, *, resumed: bool = False) -> None:
        """The device is there: it rings, learns what it slept through, and is awaited no more."""
        self._begin((user_id,), lambda: self._switchboard.arrive(connection_id, self._clock(), resumed=resumed))

    def away(self, connection_id: ConnectionId) -> None:
        """The device has lost its socket, and may get another one; what is put into its line waits."""
        self._departed(self._switchboard.leave(connection_id))

    def fade(self, connection_id: ConnectionId) -> None:
        """The device has been away for so long that it counts as offline."""
        self._perform(self._switchboard.fade(connection_id))

    def back(self, connection_id: ConnectionId, *, instead_of: ConnectionId) -> None:
        """The device has a socket again, that of the connection ``instead_of``, which is no more."""
        self._perform(self._switchboard.come_back(connection_id, instead_of))
        self.closed(instead_of)
        self.arrived(connection_id, self._switchboard.user(connection_id), resumed=True)

    def proved(self, connection_id: ConnectionId, key: CallKey) -> None:
        """The device has received the offer of a call: it rings there."""
        self._perform(self._switchboard.prove(connection_id, key, self._clock()))

    def is_new(self, connection_id: ConnectionId, offer: CallOffer) -> bool:
        """Whether ``offer`` begins a call."""
        return self._switchboard.is_new(connection_id, offer)

    def live_calls(self, connection_id: ConnectionId) -> list[LiveCall]:
        """The calls of the connection's user that have not ended, as its device sees them."""
        return self._switchboard.live_calls(connection_id, self._clock())

    def in_call(self, connection_id: ConnectionId) -> bool:
        """Whether the device is in a call that was accepted."""
        return self._switchboard.in_call(connection_id)

    async def settled(self, user_id: UserId) -> None:
        """Wait until nothing that concerns the user is on its way to the store."""
        await self._turns.settled(user_id)

    def closed(self, connection_id: ConnectionId) -> None:
        """The line is gone; nothing more is put into it."""
        del self._lines[connection_id]
        logger.info("connection %d closed", connection_id)
        party, effects = self._switchboard.disconnect(connection_id)
        self._perform(effects)
        if party is not None:
            self._departed(party)

    def handle(self, connection_id: ConnectionId, user_id: UserId, message: CallMessage) -> Answer | Awaitable[Answer]:
        """Hand a call message of ``user_id`` to the core and do what it answers; returns why it was not carried out.

        As a rule at once: only a change to a call has to be awaited, and what concerns a user of whom one is on its
        way to the store. Cancelling that loses the message if its turn had not come; otherwise it is carried out all
        the same.

        Raises:
            InternalError: the store did not take it; nothing has changed. The database, most likely: then it is
                ``StoreUnavailable``.
        """
        users = (user_id, message.recipient_id)
        return self._turns.take(users, lambda: self._switchboard.handle(connection_id, message, self._clock()))

    async def refused(self, connection_id: ConnectionId, user_id: UserId, offer: CallOffer) -> None:
        """Record that ``offer`` was not allowed. As ``handle``."""
        users = (user_id, offer.recipient_id)
        await done(self._turns.take(users, lambda: self._switchboard.refuse(connection_id, offer, self._clock())))

    async def recover(self, calls: Sequence[Call]) -> None:
        """Look after calls of the store that nobody looks after: all after a start, later those of another process
        that is gone. As ``handle``."""
        users = tuple({user for call in calls for user in call.key.pair})
        await done(self._turns.take(users, lambda: self._switchboard.recover(calls, self._clock())))

    def watch_presence(self, connection_id: ConnectionId) -> None:
        """Tell this line who is online, now and from now on."""
        self._perform(self._switchboard.watch(connection_id))

    def watch_users(self, connection_id: ConnectionId, users: Sequence[UserId]) -> None:
        """Tell this line who of ``users`` is online, now and from now on, in place of those before."""
        self._perform(self._switchboard.watch_users(connection_id, users))

    async def stop(self) -> None:
        """Stop the clocks of the calls, and wait until what the server owes is stored. Cancelling only stops the wait;
        what was not stored is found by who looks after the store next."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        await self._turns.all_done()

    def _taken_for_plain(self, connection_id: ConnectionId, user_id: UserId) -> None:
        if self._switchboard.is_plain(connection_id):
            self.arrived(connection_id, user_id)

    def _departed(self, party: Party) -> None:
        self._begin((party.user,), lambda: self._switchboard.depart(party, self._clock()))

    def _begin(self, users: tuple[UserId, ...], decide: Decide) -> None:
        """Carry out what nobody waits for."""
        self._turns.begin(self._unattended(users, decide))

    async def _unattended(self, users: tuple[UserId, ...], decide: Decide) -> None:
        delay_s = FIRST_RETRY_S
        while True:
            try:
                await done(self._turns.take(users, decide))
            except InternalError:  # nobody else would do it: a call would wait for ever for a party that has gone
                logger.exception("a change to a call was not stored; trying again in %g s", delay_s)
                await asyncio.sleep(delay_s)
                delay_s = min(2 * delay_s, LAST_RETRY_S)
            else:
                return

    def _perform(self, effects: Sequence[Effect]) -> Answer:
        """Do them, except for an error: that is the answer to whoever has asked, which nobody else is sent."""
        answer = None
        for effect in effects:
            if isinstance(effect, Send):
                if isinstance(effect.message, CallError):
                    answer = effect.message
                else:
                    self._put(effect.to, effect.message)
            elif isinstance(effect, SetDeadline):
                self._look_at(effect.key, effect.at)
            elif isinstance(effect, Disconnect) and (line := self._lines.get(effect.connection_id)):
                line.close(effect.code)
        return answer

    def _put(self, to: tuple[ConnectionId, ...], message: ServerMessage) -> None:
        frame = encode(message)
        for connection_id in to:
            # one of them may have gone while the store was busy
            if line := self._lines.get(connection_id):
                line.put(frame, message)

    def _look_at(self, key: CallKey, at: float) -> None:
        if timer := self._timers.pop(key, None):
            timer.cancel()
        delay = max(0.0, at - self._clock())
        self._timers[key] = asyncio.get_running_loop().call_later(delay, self._time_is_up, key)

    def _time_is_up(self, key: CallKey) -> None:
        self._timers.pop(key, None)
        self._begin(key.pair, lambda: self._switchboard.expire(key, self._clock()))
