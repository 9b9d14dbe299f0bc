"""What this program has to say about its calls, until the server has said that it is done."""

import math
from itertools import count
from typing import Final

from msgspec import structs

from ringback.client.signaling_errors import OutboxFull
from ringback.messages import CallAnswer, CallHangup, CallIceCandidate, CallMessage, CallOffer, CallReject

UNANSWERED: Final = 256
"""How many commands are on their way at once. A server keeps the replies of twice as many, for repetitions."""

WAITING: Final = 1024
"""How many wait behind them."""

CallOf = tuple[str, str]
"""A call id and the other user's id: what a call is known by."""


class Outbox:
    """Commands in order, each with an id of its own, under which it can be sent again without a second effect.

    Sans-IO. A new connection begins with everything that has had no answer on the one before.
    """

    def __init__(self) -> None:
        self._numbers = count(1)
        self._sent: dict[str, CallMessage] = {}
        self._waiting: dict[str, CallMessage] = {}
        self._answered = True
        self._not_before = 0.0
        self._is_held = False

    @property
    def due(self) -> float:
        """When there is something to send, if it has to wait for a time; infinity is when it does not."""
        return self._not_before if self._is_held else math.inf

    @property
    def empty(self) -> bool:
        """Whether everything that was said has been carried out."""
        return not self._sent and not self._waiting

    def put(self, message: CallMessage) -> None:
        """Have ``message`` sent after everything that was put before.

        The end of a call always finds room, and takes the place of what else of that call has not gone out.

        Raises:
            OutboxFull: too much is waiting already.
        """
        if isinstance(message, CallHangup | CallReject):
            self._leave(_call_of(message))
        elif len(self._waiting) >= WAITING:
            raise OutboxFull(f"{WAITING} messages are waiting for the server to take them.")
        command_id = str(next(self._numbers))
        self._waiting[command_id] = structs.replace(message, command_id=command_id)

    def begin(self, *, answered: bool) -> None:
        """A connection has begun. ``answered``: its server says when a command is done; otherwise sent is done."""
        self._waiting = {**self._sent, **self._waiting}
        self._sent = {}
        self._answered = answered

    def take(self, now: float, room: int = UNANSWERED) -> list[CallMessage]:
        """What may be sent now, on a connection that has room for so many more."""
        self._is_held = now < self._not_before
        room = 0 if self._is_held else max(0, min(room, UNANSWERED - len(self._sent)))
        taken = {name: self._waiting.pop(name) for name in list(self._waiting)[:room]}
        if self._answered:
            self._sent |= taken
        return list(taken.values())

    def settle(self, command_id: str | None) -> CallMessage | None:
        """The server has answered a command. Returns it, unless it is of no interest any more."""
        return self._sent.pop(command_id or "", None)

    def postpone(self, command_id: str | None, until: float) -> bool:
        """The server does not carry out a command for now: nothing goes out until then, so that the order stays.
        False when it is of no interest any more."""
        message = self.settle(command_id)
        if message is None or command_id is None:
            return False
        self._not_before, self._is_held = max(self._not_before, until), True
        self._waiting = dict(sorted({**self._waiting, command_id: message}.items(), key=_number))
        return True

    def ends(self, call: CallOf) -> bool:
        """Whether the server has not yet confirmed that this side has ended ``call``."""
        return any(
            isinstance(message, CallHangup | CallReject) and _call_of(message) == call
            for message in (*self._sent.values(), *self._waiting.values())
        )

    def drop(self, call: CallOf) -> None:
        """The call is no more: nothing about it has to be said."""
        self._sent = {name: each for name, each in self._sent.items() if _call_of(each) != call}
        self._waiting = {name: each for name, each in self._waiting.items() if _call_of(each) != call}

    def drop_candidates(self, call: CallOf) -> None:
        """The call is over, and its candidates with it."""
        self._sent = _without(self._sent, call, CallIceCandidate)
        self._waiting = _without(self._waiting, call, CallIceCandidate)

    def _leave(self, call: CallOf) -> None:
        self._sent = _without(self._sent, call, CallIceCandidate)
        self._waiting = _without(self._waiting, call, CallOffer, CallAnswer, CallIceCandidate)


def _number(entry: tuple[str, CallMessage]) -> int:
    return int(entry[0])


def _call_of(message: CallMessage) -> CallOf:
    return message.call_id, message.recipient_id


def _without(messages: dict[str, CallMessage], call: CallOf, *kinds: type[CallMessage]) -> dict[str, CallMessage]:
    return {name: each for name, each in messages.items() if not (isinstance(each, kinds) and _call_of(each) == call)}
