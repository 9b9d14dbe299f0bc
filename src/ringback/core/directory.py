"""Who is connected: the connections, their users and devices, and who watches them come and go.

The connection of a device outlives its socket: without one it is *away*, and what is sent to it waits. After a while
it is *gone* as well: nobody rings it any more and it counts as offline, but it may still come back and miss nothing.
"""

from collections.abc import Iterator, Sequence
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
    native: bool = False
    """Whether it has said that it is a program and no browser."""

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
        self._watched: dict[ConnectionId, tuple[UserId, ...]] = {}
        self._watchers_of: dict[UserId, dict[ConnectionId, None]] = {}
        self._away: set[ConnectionId] = set()
        self._gone: set[ConnectionId] = set()

    def add(self, connection_id: ConnectionId, party: Party) -> list[Effect]:
        """A connection of ``party`` is open from now on."""
        self._parties[connection_id] = party
        self._connection_of[party.user, party.device] = connection_id
        was_online = self.online(party.user)
        self._connections_of.setdefault(party.user, {})[connection_id] = None
        return self._tell_watchers(party.user, was_online=was_online)

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
        self._watch_no_more(connection_id)
        if party is None:
            return None, []
        was_online = self.online(party.user)
        self._away.discard(connection_id)
        self._gone.discard(connection_id)
        del self._connections_of[party.user][connection_id]
        if not self._connections_of[party.user]:
            del self._connections_of[party.user]
        effects = self._tell_watchers(party.user, was_online=was_online)
        if self._connection_of.get((party.user, party.device)) != connection_id:
            return None, effects
        del self._connection_of[party.user, party.device]
        return party, effects

    def leave(self, connection_id: ConnectionId) -> None:
        """The connection has lost its socket, and may get another one."""
        self._away.add(connection_id)

    def fade(self, connection_id: ConnectionId) -> list[Effect]:
        """The connection has been away for so long that its device counts as gone."""
        user = self._parties[connection_id].user
        was_online = self.online(user)
        self._gone.add(connection_id)
        return self._tell_watchers(user, was_online=was_online)

    def come_back(self, connection_id: ConnectionId) -> list[Effect]:
        """The connection has a socket again."""
        user = self._parties[connection_id].user
        was_online = self.online(user)
        self._away.discard(connection_id)
        self._gone.discard(connection_id)
        return self._tell_watchers(user, was_online=was_online)

    def watch(self, connection_id: ConnectionId) -> list[Effect]:
        """Tell this connection who is online, now and from now on."""
        self._watchers[connection_id] = None
        users = (user for user in self._connections_of if self.online(user))
        return [Send((connection_id,), Presence(online=chunk)) for chunk in _chunks(users)]

    def watch_users(self, connection_id: ConnectionId, users: Sequence[UserId]) -> list[Effect]:
        """Tell this connection who of ``users`` is online, now and from now on, in place of those before."""
        self._watch_no_more(connection_id)
        watched = self._watched[connection_id] = tuple(dict.fromkeys(users))
        for user in watched:
            self._watchers_of.setdefault(user, {})[connection_id] = None
        online = [user for user in watched if self.online(user)]
        offline = [user for user in watched if not self.online(user)]
        return [Send((connection_id,), Presence(online=online, offline=offline))]

    def party(self, connection_id: ConnectionId) -> Party:
        """Who is at the other end of an open connection."""
        return self._parties[connection_id]

    def party_of(self, user: UserId, device: DeviceId) -> Party:
        """Who a device is, as far as is known while it has no connection."""
        found = self.connection(user, device)
        return Party(user, device) if found is None else self._parties[found]

    def has(self, connection_id: ConnectionId) -> bool:
        """Whether the connection is known."""
        return connection_id in self._parties

    def is_here(self, connection_id: ConnectionId) -> bool:
        """Whether the connection has a socket."""
        return connection_id in self._parties and connection_id not in self._away

    def online(self, user: UserId) -> bool:
        """Whether a device of ``user`` is here, or has only just gone away."""
        return any(each not in self._gone for each in self._connections_of.get(user, ()))

    def connections(self, user: UserId) -> tuple[ConnectionId, ...]:
        """All connections of ``user``, the oldest first. A device that has just been replaced counts no more."""
        found = self._connections_of.get(user, ())
        return tuple([each for each in found if self._connection_of.get((user, self._parties[each].device)) == each])

    def reachable(self, user: UserId) -> tuple[ConnectionId, ...]:
        """Those of the connections of ``user`` that are here, or have only just gone away."""
        return tuple(each for each in self.connections(user) if each not in self._gone)

    def connection(self, user: UserId, device: DeviceId | None) -> ConnectionId | None:
        """The connection of one device, be it here or away; None when there is none."""
        return None if device is None else self._connection_of.get((user, device))

    def here(self, user: UserId, device: DeviceId | None) -> bool:
        """Whether the device has a connection, and that a socket."""
        found = self.connection(user, device)
        return found is not None and found not in self._away

    def in_reach(self, user: UserId, device: DeviceId | None) -> bool:
        """Whether the device is here, or has only just gone away."""
        found = self.connection(user, device)
        return found is not None and found not in self._gone

    def _tell_watchers(self, user: UserId, *, was_online: bool) -> list[Effect]:
        is_online = self.online(user)
        watchers = {**self._watchers, **self._watchers_of.get(user, {})}
        if is_online == was_online or not watchers:
            return []
        presence = Presence(online=[user]) if is_online else Presence(offline=[user])
        return [Send(tuple(watchers), presence)]

    def _watch_no_more(self, connection_id: ConnectionId) -> None:
        for user in self._watched.pop(connection_id, ()):
            del self._watchers_of[user][connection_id]
            if not self._watchers_of[user]:
                del self._watchers_of[user]


def _chunks(users: Iterator[UserId]) -> Iterator[list[UserId]]:
    while chunk := list(islice(users, PRESENCE_CHUNK)):
        yield chunk
