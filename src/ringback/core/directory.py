"""Who is connected: the open connections, their users and devices, and who watches them come and go."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from msgspec import Struct

from ringback.core.call import DeviceId
from ringback.core.effects import ConnectionId, Effect, Send
from ringback.messages import Presence, UserId

PRESENCE_CHUNK: Final = 500
"""User ids in one ``presence`` message, so that a long list stays below the limit of a frame in practice."""

PLAIN: Final = "~"
"""How the device of a client begins that has named none; no client can choose such a name."""


class Party(Struct, frozen=True):
    """Who is at the other end of a connection."""

    user: UserId
    device: DeviceId
    call_waiting: bool = False

    @property
    def plain(self) -> bool:
        """Whether the client has named no device."""
        return is_plain(self.device)


def is_plain(device: DeviceId) -> bool:
    """Whether it is the name of one connection of a client that has named no device."""
    return device.startswith(PLAIN)


class Directory:
    """The connections of every user on this server."""

    def __init__(self) -> None:
        self._parties: dict[ConnectionId, Party] = {}
        # Dicts for their order: connections receive in the order in which they came.
        self._connections_of: dict[UserId, dict[ConnectionId, None]] = {}
        self._connection_of: dict[tuple[UserId, DeviceId], ConnectionId] = {}
        self._watchers: dict[ConnectionId, None] = {}

    def add(self, connection_id: ConnectionId, party: Party) -> list[Effect]:
        """A connection of ``party`` is open from now on."""
        self._parties[connection_id] = party
        self._connection_of[party.user, party.device] = connection_id
        connections = self._connections_of.setdefault(party.user, {})
        connections[connection_id] = None
        return self._tell_watchers(Presence(online=[party.user])) if len(connections) == 1 else []

    def rename(self, connection_id: ConnectionId, party: Party) -> ConnectionId | None:
        """The connection is that of another device than was thought; returns the one it takes the place of."""
        before = self._parties[connection_id]
        if self._connection_of.get((before.user, before.device)) == connection_id:
            del self._connection_of[before.user, before.device]
        replaced = self._connection_of.get((party.user, party.device))
        self._parties[connection_id] = party
        self._connection_of[party.user, party.device] = connection_id
        return replaced

    def remove(self, connection_id: ConnectionId) -> tuple[Party | None, list[Effect]]:
        """The connection is gone. The party comes back too, unless its device has another connection by now."""
        party = self._parties.pop(connection_id, None)
        self._watchers.pop(connection_id, None)
        if party is None:
            return None, []
        del self._connections_of[party.user][connection_id]
        effects: list[Effect] = []
        if not self._connections_of[party.user]:
            del self._connections_of[party.user]
            effects = self._tell_watchers(Presence(offline=[party.user]))
        if self._connection_of.get((party.user, party.device)) != connection_id:
            return None, effects
        del self._connection_of[party.user, party.device]
        return party, effects

    def watch(self, connection_id: ConnectionId) -> list[Effect]:
        """Tell this connection who is online, now and from now on."""
        self._watchers[connection_id] = None
        users = iter(self._connections_of)
        return [Send((connection_id,), Presence(online=chunk)) for chunk in _chunks(users)]

    def party(self, connection_id: ConnectionId) -> Party:
        """Who is at the other end of an open connection."""
        return self._parties[connection_id]

    def has(self, connection_id: ConnectionId) -> bool:
        """Whether the connection is open."""
        return connection_id in self._parties

    def connections(self, user: UserId) -> tuple[ConnectionId, ...]:
        """All connections of ``user``, the oldest first. A device that has just been replaced counts no more."""
        found = self._connections_of.get(user, ())
        return tuple(each for each in found if self.connection(user, self._parties[each].device) == each)

    def connection(self, user: UserId, device: DeviceId | None) -> ConnectionId | None:
        """The connection of one device; None when it is away."""
        return None if device is None else self._connection_of.get((user, device))

    def _tell_watchers(self, presence: Presence) -> list[Effect]:
        return [Send(tuple(self._watchers), presence)] if self._watchers else []


def _chunks(users: Iterator[UserId]) -> Iterator[list[UserId]]:
    while chunk := list(islice(users, PRESENCE_CHUNK)):
        yield chunk
