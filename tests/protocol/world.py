"""A server without sockets for scenarios: the real core and store, a virtual clock, and links that can be cut.

A link loses what is on its way when it is cut, as a WebSocket does; nothing else is lost on it, and the order stays.
"""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import Any

import msgspec

from ringback.codec import decode, encode
from ringback.core.call import Call, CallKey, Timers
from ringback.core.directory import PLAIN
from ringback.core.effects import ConnectionId, Disconnect, Effect, SaveCall, Send, SetDeadline
from ringback.core.switchboard import Rules, Switchboard
from ringback.messages import CallMessage, CallOffer
from ringback.server.call_store import MemoryCallStore

PLAIN_TYPES = {
    "call-offer", "call-answer", "call-ice-candidate", "call-accept", "call-reject", "call-hangup", "call-error",
}  # fmt: skip

Message = dict[str, Any]


class Cut(Exception):
    """The server died between a decision and its effects."""


class Failure(Exception):
    """The store did not take a change."""


@dataclass
class Held:
    """A change on its way to a slow store; what the server owes is tried again when it fails."""

    effects: list[Effect]
    decide: Callable[[], list[Effect]]
    users: tuple[str, ...]
    owed: bool


class Peer:
    """One client of one user. A plain one names no device and checks that it is sent nothing it does not know."""

    def __init__(self, world: "World", user: str, device: str | None = None, *, call_waiting: bool = False) -> None:
        self.world = world
        self.user = user
        self.device = device
        self.call_waiting = call_waiting
        self.connection: ConnectionId | None = None
        self.on_its_way: list[Message] = []
        self.heard: list[Message] = []

    def __repr__(self) -> str:
        return f"{self.user}'s {self.device or 'plain client'}"

    def connect(self) -> "Peer":
        """Open a connection, and say hello if this client has a name."""
        self.cut()
        self.connection = self.world.open(self)
        return self

    def cut(self) -> None:
        """Lose the connection, and what is on its way on it."""
        if self.connection is not None:
            self.on_its_way.clear()
            self.world.close(self.connection)
            self.connection = None

    def send(self, kind: str, to: "Peer | str", call_id: str = "c1", **fields: Any) -> None:
        """Send a call message; descriptions and candidates may be left out."""
        recipient = to if isinstance(to, str) else to.user
        if self.connection is not None:
            self.world.receive(self.connection, self.composed(kind, recipient, call_id, **fields))

    def composed(self, kind: str, recipient: str, call_id: str, **fields: Any) -> Message:
        """A call message of this client."""
        defaults: dict[str, Message] = {
            "call-offer": {"sdp": f"offer of {self.user}"},
            "call-answer": {"sdp": f"answer of {self.user}"},
            "call-ice-candidate": {"candidate": {"candidate": "candidate:1"}},
        }
        return {"type": kind, "recipientId": recipient, "callId": call_id, **defaults.get(kind, {}), **fields}

    def hears(self) -> list[Message]:
        """What has come since it was last asked."""
        arrived, self.on_its_way = self.on_its_way, []
        self.heard += arrived
        if self.device is None:
            assert {message["type"] for message in arrived} <= PLAIN_TYPES, "a type that a plain client does not know"
        return arrived

    def hears_only(self, *kinds: str) -> list[Message]:
        """What has come, which has to be of these types in this order."""
        arrived = self.hears()
        assert [message["type"] for message in arrived] == list(kinds), (self, arrived)
        return arrived

    def hears_the_end(self, reason: str | None, call_id: str = "c1") -> None:
        """Nothing has come but the end of the call, for this reason."""
        (end,) = self.hears_only("call-hangup")
        assert (end["callId"], end.get("reason")) == (call_id, reason), (self, end)

    def hears_nothing(self) -> None:
        """Nothing has come."""
        assert self.hears() == [], self


class World:
    """The server and its clock."""

    def __init__(self, *, call_waiting: bool = False, timers: Timers | None = None) -> None:
        self.now = 1_000_000.0
        self.timers = timers or Timers()
        self.rules = Rules(timers=self.timers, call_waiting=call_waiting)
        self.store = MemoryCallStore()
        self.switchboard = Switchboard(self.rules)
        self.changes: list[Call] = []
        self.witness: Callable[[Peer, Message], None] = lambda _peer, _message: None
        """Sees everything that is put on a link."""
        self._peers: dict[ConnectionId, Peer] = {}
        self._ids = count(1)
        self._alarms: list[tuple[float, CallKey]] = []
        self._held: list[Held] = []
        self._speaking = False
        self._slow = False
        self._held_for: set[str] = set()
        self._before_commit = self._after_commit = self._failing = False

    def peer(self, user: str, device: str | None = None, *, call_waiting: bool = False) -> Peer:
        """A client that is connected."""
        return Peer(self, user, device, call_waiting=call_waiting).connect()

    def call(self, one: str = "alice", other: str = "bob", call_id: str = "c1") -> Call:
        """A call as the store holds it."""
        calls = [call for call in self.changes if call.key == CallKey.between(call_id, one, other)]
        return calls[-1]

    def live(self) -> list[Call]:
        """The calls that have not ended, as the store holds them."""
        return [call for call in self.stored() if call.live]

    def stored(self) -> list[Call]:
        """All calls that the store holds."""
        calls: list[Call] = _run(self.store.recent())
        return calls

    def pass_time(self, seconds: float) -> None:
        """Let time pass, and everything happen that is due meanwhile."""
        until = self.now + seconds
        while self._alarms and self._alarms[0][0] <= until:
            at, key = heapq.heappop(self._alarms)
            self.now = max(self.now, at)
            self.carry_out(lambda key=key: self.switchboard.expire(key, self.now), *key.pair)  # type: ignore[misc]
        self.now = until

    def restart(self) -> None:
        """Kill the server: all connections are cut, and the next one knows what the store holds."""
        for peer in tuple(self._peers.values()):
            peer.on_its_way.clear()
            peer.connection = None
        self._peers.clear()
        self._alarms.clear()
        self._held.clear()
        self._held_for.clear()
        self._slow = False
        self.switchboard = Switchboard(self.rules)
        for call in self.stored():
            self.switchboard.learn(call)
        self.carry_out(lambda: self.switchboard.recover(self.now))

    @contextmanager
    def dying(self, *, before_commit: bool) -> Iterator[None]:
        """Inside, the server dies at the next change, before or after the store has taken it."""
        self._before_commit, self._after_commit = before_commit, not before_commit
        try:
            yield
        except Cut:
            self._before_commit = self._after_commit = False
            self.restart()
        self._before_commit = self._after_commit = False

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Inside, the store takes nothing, and the server goes on."""
        self._failing = True
        with suppress(Failure):
            yield
        self._failing = False

    def open(self, peer: Peer) -> ConnectionId:
        connection_id = next(self._ids)
        self._peers[connection_id] = peer
        self.carry_out(lambda: self.switchboard.connect(connection_id, peer.user, f"{PLAIN}{connection_id}"))
        if peer.device is not None or peer.call_waiting:
            before, effects = self.switchboard.introduce(connection_id, peer.device, call_waiting=peer.call_waiting)
            self.carry_out(lambda: effects)
            self.carry_out(lambda: self.switchboard.depart(before, self.now), peer.user)
        self.carry_out(lambda: self.switchboard.arrive(connection_id, self.now), peer.user)
        return connection_id

    def close(self, connection_id: ConnectionId) -> None:
        self._peers.pop(connection_id, None)
        party, effects = self.switchboard.disconnect(connection_id)
        self.carry_out(lambda: effects)
        if party is not None:
            self.carry_out(lambda: self.switchboard.depart(party, self.now), party.user)

    def receive(self, connection_id: ConnectionId, message: Message) -> None:
        decoded = decode(msgspec.json.encode(message))
        assert isinstance(decoded, CallMessage | CallOffer)
        users = (self._peers[connection_id].user, decoded.recipient_id)
        if self._held_for & set(users):
            self.catch_up()
        self._speaking = True
        try:
            self.carry_out(lambda: self.switchboard.handle(connection_id, decoded, self.now), *users)
        finally:
            self._speaking = False

    @property
    def held(self) -> bool:
        """Whether the slow store holds a change."""
        return bool(self._held)

    def is_connected(self, user: str, device: str | None) -> bool:
        """Whether a device has a connection; that of a plain client is named after it."""
        return any(
            peer.user == user and (peer.device or f"{PLAIN}{connection_id}") == device
            for connection_id, peer in self._peers.items()
        )

    def slow_down(self) -> None:
        """The next change takes the store until ``catch_up``: others may overtake it."""
        self._slow = True

    def catch_up(self) -> None:
        """The store carries out what it was slow with, which may have lost its race."""
        self._slow = False
        held, self._held = self._held, []
        self._held_for.clear()
        for each in held:
            try:
                self.carry_out(each.decide, decided=each.effects)
            except Failure:
                if each.owed:
                    self._hold(each)

    def _hold(self, held: Held) -> None:
        self._held.append(held)
        self._held_for |= set(held.users)

    def carry_out(self, decide: Callable[[], list[Effect]], *users: str, decided: list[Effect] | None = None) -> None:
        """As the server does: store, then perform, one after the other for each user; or decide again on what won."""
        if self._held_for & set(users):
            self.catch_up()
        for _ in range(10):
            effects, decided = decide() if decided is None else decided, None
            if self._slow and any(isinstance(effect, SaveCall) for effect in effects):
                self._slow = False
                self._hold(Held(effects, decide, users, owed=not self._speaking))
                return
            saves = [effect for effect in effects if isinstance(effect, SaveCall)]
            if saves and self._before_commit:
                raise Cut
            if saves and self._failing:
                raise Failure
            winners = _run(self.store.save(saves))
            if not winners:
                self._perform(effects, saves)
                return
            for call in winners:
                self.switchboard.learn(call)
        raise AssertionError("the race is never won")

    def _perform(self, effects: list[Effect], saves: list[SaveCall]) -> None:
        self.changes += [save.call for save in saves]
        if saves and self._after_commit:
            raise Cut
        for save in saves:
            self.switchboard.committed(save)
        for effect in effects:
            match effect:
                case Send(to, message):
                    self._deliver(to, msgspec.json.decode(encode(message)))
                case SetDeadline(key, at):
                    heapq.heappush(self._alarms, (at, key))
                case Disconnect(connection_id):
                    self._disconnect(connection_id)

    def _deliver(self, to: tuple[ConnectionId, ...], message: Message) -> None:
        for connection_id in to:
            if peer := self._peers.get(connection_id):
                self.witness(peer, message)
                peer.on_its_way.append(message)

    def _disconnect(self, connection_id: ConnectionId) -> None:
        peer = self._peers.get(connection_id)
        if peer is not None and peer.connection == connection_id:
            peer.cut()
        else:  # the same object has connected again
            self.close(connection_id)


def _run(coroutine: Any) -> Any:
    """The result of a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waited")
