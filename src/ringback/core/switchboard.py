"""Who is connected, and whom a message reaches. Sans-IO: a message in, effects out.

A user may be connected several times (tabs, telephones); all of them receive. Nothing here waits, so a message is
handled whole before the next one is looked at.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from ringback.core.effects import ConnectionId, Effect, Send
from ringback.errors import ProtocolError, RecipientOffline, RingbackError
from ringback.messages import (
    CallAccept,
    CallAnswer,
    CallError,
    CallMessage,
    CallOffer,
    Presence,
    UserId,
    forwarded,
)

NEEDS_SOMEBODY: Final = (CallOffer, CallAnswer, CallAccept)
"""Sent to nobody, these are answered with ``recipient_offline``: their sender waits for something to come of them.
A candidate, a reject or a hang-up is dropped without a word."""

PRESENCE_CHUNK: Final = 500
"""User ids in one ``presence`` message, so that a long list stays below the limit of a frame in practice."""


class Switchboard:
    """The connections of every user on this server."""

    def __init__(self) -> None:
        self._user_of: dict[ConnectionId, UserId] = {}
        # A dict for its order: connections receive in the order in which they came.
        self._connections_of: dict[UserId, dict[ConnectionId, None]] = {}
        self._watchers: dict[ConnectionId, None] = {}

    def connect(self, connection_id: ConnectionId, user_id: UserId) -> list[Effect]:
        """A connection of ``user_id`` is open from now on."""
        self._user_of[connection_id] = user_id
        connections = self._connections_of.setdefault(user_id, {})
        connections[connection_id] = None
        return self._tell_watchers(Presence(online=[user_id])) if len(connections) == 1 else []

    def disconnect(self, connection_id: ConnectionId) -> list[Effect]:
        """The connection is gone. Unknown ones are ignored, so that ending twice does no harm."""
        user_id = self._user_of.pop(connection_id, None)
        self._watchers.pop(connection_id, None)
        if user_id is None:
            return []
        del self._connections_of[user_id][connection_id]
        if self._connections_of[user_id]:
            return []
        del self._connections_of[user_id]
        return self._tell_watchers(Presence(offline=[user_id]))

    def watch(self, connection_id: ConnectionId) -> list[Effect]:
        """Tell this connection who is online, now and from now on."""
        self._watchers[connection_id] = None
        users = iter(self._connections_of)
        return [Send((connection_id,), Presence(online=chunk)) for chunk in _chunks(users)]

    def handle(self, connection_id: ConnectionId, message: CallMessage) -> list[Effect]:
        """Deliver a call message to every connection of its recipient, but never back to the one it came from."""
        connections = self._connections_of.get(message.recipient_id, {})
        to = tuple(other for other in connections if other != connection_id)
        if to:
            return [Send(to, forwarded(message, sender_id=self._user_of[connection_id]))]
        if isinstance(message, NEEDS_SOMEBODY):
            nobody = RecipientOffline("Nobody is connected under this id at the moment.")
            return [Send((connection_id,), call_error(nobody, call_id=message.call_id))]
        return []

    def _tell_watchers(self, presence: Presence) -> list[Effect]:
        return [Send(tuple(self._watchers), presence)] if self._watchers else []


def call_error(error: RingbackError, *, call_id: str | None) -> CallError:
    """``error`` as the message that its sender receives."""
    field = error.field if isinstance(error, ProtocolError) else None
    return CallError(call_id=call_id, error=error.code, message=str(error), field=field)


def _chunks(users: Iterator[UserId]) -> Iterator[list[UserId]]:
    while chunk := list(islice(users, PRESENCE_CHUNK)):
        yield chunk
