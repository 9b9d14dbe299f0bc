"""A server without sockets for scenarios: the real core and store, a virtual clock, and links that can be cut.

A link loses what is on its way when it is cut, as a WebSocket does; nothing else is lost on it, and the order stays.
"""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

import msgspec
from msgspec.structs import replace

from ringback.codec import decode, encode
from ringback.core.call import Call, CallKey, Timers
from ringback.core.directory import PLAIN
from ringback.core.effects import ConnectionId, Disconnect, Effect, SaveCall, Send, SetDeadline
from ringback.core.session import Session, SessionLimits
from ringback.core.switchboard import Rules, Switchboard
from ringback.messages import (
    CallError,
    CallMessage,
    CallOffer,
    Done,
    ForwardedOffer,
    LiveCall,
    Resume,
    ServerMessage,
)
from ringback.server.call_store import CallStore, MemoryCallStore
from ringback.server.session import NOT_FINAL, late, numbered

PLAIN_TYPES = {
    "call-offer", "call-answer", "call-ice-candidate", "call-accept", "call-reject", "call-hangup", "call-error",
}  # fmt: skip

Message = dict[str, Any]

Answered = Callable[[CallError | None], None]

REPLIES_S = SessionLimits().replies_s

AWAY_S = 10.0
"""How long after the loss of its socket a device still counts as being there."""


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
    answered: Answered | None
    """Tells the sender of a message what has become of it; of what the server owes there is none."""


@dataclass
class Line:
    """The session of a device, as the server keeps it."""

    session: Session
    token: str
    connection: ConnectionId
    socket: ConnectionId
    peer: "Peer"
    attached: bool = True
    rings: dict[int, CallKey] = field(default_factory=dict)
    carried_out: dict[str, float] = field(default_factory=dict)
    """The commands that were answered for good, and when."""


class Peer:
    """One client of one user. A plain one names no device, and is never sent anything that it does not know.

    A full one checks that its events have no hole, acknowledges them when it hears them, and resumes its session.
    """

    def __init__(
        self,
        world: "World",
        user: str,
        device: str | None = None,
        *,
        call_waiting: bool = False,
        native: bool = False,
    ) -> None:
        self.world = world
        self.user = user
        self.device = device
        self.call_waiting = call_waiting
        self.native = native
        self.connection: ConnectionId | None = None
        self.on_its_way: list[Message] = []
        self.heard: list[Message] = []
        self.claim: Resume | None = None
        self.snapshot: list[LiveCall] | None = None
        """What it was shown when it could not resume."""

    def __repr__(self) -> str:
        return f"{self.user}'s {self.device or 'plain client'}"

    def connect(self) -> "Peer":
        """Open a connection, and say hello if this client has a name."""
        self.cut()
        self.connection = self.world.open(self)
        return self

    def cut(self) -> None:
        """Lose the connection, and what is on its way on it. A session waits for its client."""
        if self.connection is not None:
            self.on_its_way.clear()
            self.world.lose(self.connection)
            self.connection = None

    def leave(self) -> None:
        """Close the connection in order: that ends a session too."""
        if self.connection is not None:
            self.on_its_way.clear()
            self.world.close(self.connection)
            self.connection = None
            self.claim = None

    def welcomed(self, line: Line, snapshot: list[LiveCall] | None) -> None:
        """The session is this one, resumed or with a snapshot."""
        self.snapshot = snapshot
        last_seq = self.claim.last_seq if snapshot is None and self.claim else 0
        self.claim = Resume(token=line.token, epoch=line.session.epoch, last_seq=last_seq)

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
            "call-media": {"audio": True, "video": False, "screen": None, "hold": False, "reconnecting": False},
        }
        return {"type": kind, "recipientId": recipient, "callId": call_id, **defaults.get(kind, {}), **fields}

    def hears(self, *, acknowledges: bool = True) -> list[Message]:
        """What has come since it was last asked; what it has, it may not have said yet."""
        arrived, self.on_its_way = self.on_its_way, []
        self.heard += arrived
        for message in arrived:
            self._counts(message)
        if acknowledges and self.claim is not None and self.connection is not None:
            self.world.acknowledge(self.connection, self.claim.last_seq)
        return arrived

    def _counts(self, message: Message) -> None:
        seq = message.pop("seq", None)
        if seq is not None:
            assert self.claim is not None
            assert seq == self.claim.last_seq + 1, f"a hole: {seq} after {self.claim.last_seq}"
            self.claim = replace(self.claim, last_seq=seq)

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
        self.store: CallStore = MemoryCallStore()
        self.switchboard = Switchboard(self.rules)
        self.changes: list[Call] = []
        self.witness: Callable[[Peer, Message], None] = lambda _peer, _message: None
        """Sees everything that is sent to somebody, also to who is away."""
        self._peers: dict[ConnectionId, Peer] = {}
        self._lines: dict[tuple[str, str], Line] = {}
        self._line_of: dict[ConnectionId, Line] = {}
        self._ids = count(1)
        self._alarms: list[tuple[float, int, Callable[[], None]]] = []
        self._held: list[Held] = []
        self._slow = False
        self._held_for: set[str] = set()
        self._before_commit = self._after_commit = self._failing = False

    def peer(self, user: str, device: str | None = None, *, call_waiting: bool = False, native: bool = False) -> Peer:
        """A client that is connected."""
        return Peer(self, user, device, call_waiting=call_waiting, native=native).connect()

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
            at, _, ring = heapq.heappop(self._alarms)
            self.now = max(self.now, at)
            ring()
        self.now = until

    def restart(self) -> None:
        """Kill the server: all connections are cut, and the next one knows what the store holds."""
        for peer in tuple(self._peers.values()):
            peer.on_its_way.clear()
            peer.connection = None
        self._peers.clear()
        self._lines.clear()
        self._line_of.clear()
        self._alarms.clear()
        self._held.clear()
        self._held_for.clear()
        self._slow = False
        self.switchboard = Switchboard(self.rules)
        found = self.stored()
        self.carry_out(lambda: self.switchboard.recover(found, self.now))

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
        socket = next(self._ids)
        self._peers[socket] = peer
        self.carry_out(lambda: self.switchboard.connect(socket, peer.user, f"{PLAIN}{socket}"))
        if peer.device is not None:
            self._hello(socket, peer, peer.device)
            return socket
        if peer.call_waiting:
            self.switchboard.introduce(socket, None, call_waiting=True)
        self.carry_out(lambda: self.switchboard.arrive(socket, self.now), peer.user)
        return socket

    def _hello(self, socket: ConnectionId, peer: Peer, device: str) -> None:
        """Resume the session of the device, or begin one in its place."""
        if peer.user in self._held_for:
            self.catch_up()
        before = self._lines.get((peer.user, device))
        token = f"token {socket}"
        missed = before.session.resume(peer.claim, self.now, next_token=token) if before and peer.claim else None
        if before is None or missed is None:
            self._begin(socket, peer, Line(Session(token=token, epoch=f"epoch {socket}"), token, socket, socket, peer))
            return
        if before.attached:
            self._cut_off(before)
        before.socket, before.attached, before.token, before.peer = socket, True, token, peer
        peer.welcomed(before, None)
        for event in missed:
            self._send(peer, msgspec.json.decode(late(event, self.now)))
        self.carry_out(lambda: self.switchboard.come_back(before.connection, socket))
        self._disconnect(socket)
        self.carry_out(lambda: self.switchboard.arrive(before.connection, self.now, resumed=True), peer.user)

    def _begin(self, socket: ConnectionId, peer: Peer, line: Line) -> None:
        assert peer.device is not None
        before = self._lines.get((peer.user, peer.device))
        if before is not None:
            line.session.inherit(before.session)
            line.carried_out = before.carried_out
        self._lines[peer.user, peer.device] = self._line_of[socket] = line
        party, effects = self.switchboard.introduce(
            socket, peer.device, call_waiting=peer.call_waiting, native=peer.native
        )
        self.carry_out(lambda: effects)
        self.carry_out(lambda: self.switchboard.depart(party, self.now), peer.user)
        peer.welcomed(line, self.switchboard.live_calls(socket, self.now))
        self.carry_out(lambda: self.switchboard.arrive(socket, self.now), peer.user)

    def lose(self, socket: ConnectionId) -> None:
        """The socket is gone: a session waits, for a while."""
        peer = self._peers.pop(socket, None)
        line = self._line(peer, socket)
        if line is None:
            self._disconnect(socket)
            return
        line.attached = False
        line.session.detach(self.now)
        party = self.switchboard.leave(line.connection)
        self._at(self.now + AWAY_S, lambda: self._still_away(line, socket, self._fades))
        self._at(self.now + SessionLimits().window_s, lambda: self._still_away(line, socket, self._ends))
        self.carry_out(lambda: self.switchboard.depart(party, self.now), party.user)

    def close(self, socket: ConnectionId) -> None:
        """The client has said goodbye."""
        line = self._line(self._peers.pop(socket, None), socket)
        if line is None:
            self._disconnect(socket)
        else:
            self._ends(line)

    def _line(self, peer: Peer | None, socket: ConnectionId) -> Line | None:
        """The session that the socket carries."""
        line = self._lines.get((peer.user, peer.device)) if peer is not None and peer.device is not None else None
        return line if line is not None and line.attached and line.socket == socket else None

    def _still_away(self, line: Line, socket: ConnectionId, then: Callable[[Line], None]) -> None:
        if not line.attached and line.socket == socket and line.connection in self._line_of:
            then(line)

    def _fades(self, line: Line) -> None:
        self.carry_out(lambda: self.switchboard.fade(line.connection))

    def _ends(self, line: Line) -> None:
        line.attached = False
        self._line_of.pop(line.connection, None)
        for owner, each in tuple(self._lines.items()):
            if each is line:
                del self._lines[owner]
        self._disconnect(line.connection)

    def _cut_off(self, line: Line) -> None:
        """Another socket takes the place of the one that carries it."""
        line.attached = False
        if peer := self._peers.pop(line.socket, None):
            peer.on_its_way.clear()
            if peer.connection == line.socket:
                peer.connection = None

    def _disconnect(self, connection_id: ConnectionId) -> None:
        party, effects = self.switchboard.disconnect(connection_id)
        self.carry_out(lambda: effects)
        if party is not None:
            self.carry_out(lambda: self.switchboard.depart(party, self.now), party.user)

    def acknowledge(self, socket: ConnectionId, seq: int) -> None:
        """The client has everything up to ``seq``: what rings there is known to."""
        line = self._line(self._peers.get(socket), socket)
        if line is None:
            return
        line.session.confirm()
        assert line.session.acknowledge(seq), "it has what was never sent"
        while line.rings and (first := min(line.rings)) <= seq:
            key = line.rings.pop(first)
            self.carry_out(lambda key=key: self.switchboard.prove(line.connection, key, self.now))  # type: ignore[misc]

    def receive(self, socket: ConnectionId, message: Message) -> None:
        """A message has come on a socket; on one that a session has left behind it says nothing."""
        peer = self._peers.get(socket)
        line = self._line(peer, socket)
        if peer is None or (peer.device is not None and line is None):
            return
        decoded = decode(msgspec.json.encode(message), invitations=line is not None)
        assert isinstance(decoded, CallMessage | CallOffer)
        users = (peer.user, decoded.recipient_id)
        if self._held_for & set(users):
            self.catch_up()
        command_id = decoded.command_id if line is not None else None
        if line is not None:
            line.session.confirm()
            if command_id and (reply := line.session.reply_to(command_id, self.now)):
                self._send(peer, msgspec.json.decode(reply))
                return
        connection_id = line.connection if line is not None else socket
        answered = partial(self._answered, peer, line, command_id)
        try:
            self.carry_out(
                lambda: self.switchboard.handle(connection_id, decoded, self.now), *users, answered=answered
            )
        except Failure:
            answered(CallError(call_id=decoded.call_id, error="internal_error", message=""))
            raise

    def _answered(self, peer: Peer, line: Line | None, command_id: str | None, error: CallError | None) -> None:
        """A message was carried out, or not: its sender is told so, if it wants to know."""
        if line is None or command_id is None:
            if error is not None:
                self._send(peer, msgspec.json.decode(encode(error)))
            return
        answer = Done(command_id=command_id) if error is None else replace(error, command_id=command_id)
        reply = encode(answer)
        if error is None or error.error not in NOT_FINAL:
            before = line.carried_out.get(command_id, -REPLIES_S)
            assert self.now - before >= REPLIES_S, "a command was carried out twice"
            line.carried_out[command_id] = self.now
            line.session.replied(command_id, reply, self.now)
        if line.attached:
            self._send(self._peers[line.socket], msgspec.json.decode(reply))

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

    def _at(self, at: float, ring: Callable[[], None]) -> None:
        heapq.heappush(self._alarms, (at, next(self._ids), ring))

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
                self.carry_out(each.decide, decided=each.effects, answered=each.answered)
            except Failure:
                if each.answered is None:
                    self._hold(each)
                else:
                    each.answered(CallError(call_id=None, error="internal_error", message=""))

    def _hold(self, held: Held) -> None:
        self._held.append(held)
        self._held_for |= set(held.users)

    def carry_out(
        self,
        decide: Callable[[], list[Effect]],
        *users: str,
        decided: list[Effect] | None = None,
        answered: Answered | None = None,
    ) -> None:
        """As the server does: store, then perform, one after the other for each user; or decide again on what won."""
        if self._held_for & set(users):
            self.catch_up()
        for _ in range(10):
            effects, decided = decide() if decided is None else decided, None
            saves = [effect for effect in effects if isinstance(effect, SaveCall)]
            if saves and self._slow:
                self._slow = False
                self._hold(Held(effects, decide, users, answered))
                return
            winners = self._stored(saves)
            if not winners:
                error = self._perform(effects, saves)
                if answered is not None:
                    answered(error)
                return
            for call in winners:
                self.switchboard.learn(call)
        raise AssertionError("the race is never won")

    def _stored(self, saves: list[SaveCall]) -> list[Call]:
        if saves and self._before_commit:
            raise Cut
        if saves and self._failing:
            raise Failure
        winners: list[Call] = _run(self.store.save(saves))
        return winners

    def _perform(self, effects: list[Effect], saves: list[SaveCall]) -> CallError | None:
        self._committed(saves)
        answer = None
        for effect in effects:
            match effect:
                case Send(_, CallError() as error):
                    answer = error
                case Send(to, message):
                    self._deliver(to, message)
                case SetDeadline(key, at):
                    self._at(at, partial(self._expires, key))
                case Disconnect(connection_id):
                    self._replaced(connection_id)
        return answer

    def _replaced(self, connection_id: ConnectionId) -> None:
        line = self._line_of.pop(connection_id)
        if line.attached:
            self._cut_off(line)
        self._disconnect(connection_id)

    def _committed(self, saves: list[SaveCall]) -> None:
        self.changes += [save.call for save in saves]
        if saves and self._after_commit:
            raise Cut
        for save in saves:
            self.switchboard.committed(save)

    def _expires(self, key: CallKey) -> None:
        self.carry_out(lambda: self.switchboard.expire(key, self.now), *key.pair)

    def _deliver(self, to: tuple[ConnectionId, ...], message: ServerMessage) -> None:
        frame = encode(message)
        for connection_id in to:
            line = self._line_of.get(connection_id)
            if line is None:
                if peer := self._peers.get(connection_id):
                    self.witness(peer, msgspec.json.decode(frame))
                    self._send(peer, msgspec.json.decode(frame))
                continue
            self.witness(line.peer, msgspec.json.decode(frame))
            seq = line.session.keep(frame, self.now)
            if isinstance(message, ForwardedOffer) and message.expires_in_ms is not None:
                line.rings[seq] = CallKey.between(message.call_id, line.peer.user, message.sender_id)
            if line.attached:
                self._send(self._peers[line.socket], msgspec.json.decode(numbered(seq, frame)))

    def _send(self, peer: Peer, message: Message) -> None:
        assert peer.device is not None or (message["type"] in PLAIN_TYPES and "seq" not in message), message
        peer.on_its_way.append(message)


def _run(coroutine: Any) -> Any:
    """The result of a coroutine that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("it waited")
