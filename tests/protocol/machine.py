"""Random lives of calls: what may happen to clients, links, store and server, in any order, and what must hold.

Six clients: Alice's tab and a plain client of hers; Bob's tab, telephone and plain client; and Carol, a stranger to
calls of the two. What a client sends waits on its link until it is let through; when the link is cut that is lost, or
arrives late on a socket that nobody reads any more, as is what the server sent it meanwhile. A client with a session
sends again what was not answered, and resumes.
"""

from collections import deque
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ringback.core.call import TOLD_TO_A_DEVICE, Call, CallKey, CallState, EndReason
from ringback.core.directory import is_plain
from ringback.core.ledger import KEPT_S
from ringback.server import call_store
from tests.protocol.world import Cut, Message, Peer, World

KINDS = ("call-offer", "call-answer", "call-ice-candidate", "call-accept", "call-reject", "call-hangup", "call-media")
ENDS = ("call-hangup", "call-reject")
NATIVE = ("alice", "tab")
"""The device that is no browser."""
GRACE_S = 5.0
FORGOTTEN_S = call_store.KEPT_S

peers = st.integers(0, 5)
calls = st.integers(0, 2)


class Life(RuleBasedStateMachine):
    """The machine. ``steps`` counts what has been done in all of its runs."""

    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.world.witness = self._witness
        named = (
            ("alice", "tab"),
            ("alice", None),
            ("bob", "tab"),
            ("bob", "telephone"),
            ("bob", None),
            ("carol", None),
        )
        self.peers = [self.world.peer(user, device, native=(user, device) == NATIVE) for user, device in named]
        self.waiting: dict[Peer, deque[Message]] = {peer: deque() for peer in self.peers}
        self.last: dict[Peer, Message] = {}
        self.unanswered: dict[Peer, dict[str, Message]] = {peer: {} for peer in self.peers}
        self.late: deque[tuple[int, Message]] = deque()
        self.commands = 0
        self.said: dict[Peer, list[Message]] = {peer: [] for peer in self.peers}
        self.placed: list[tuple[str, str, str]] = []
        self.seen = 0
        self.current: dict[CallKey, Call] = {}
        self.reused: set[CallKey] = set()

    # --- clients ---

    @rule(caller=peers, callee=st.sampled_from(["alice", "bob", "bob", "carol"]))
    def place(self, caller: int, callee: str) -> None:
        peer = self.peers[caller]
        if callee == peer.user:
            return
        call_id = f"c{len(self.placed)}"
        self.placed.append((call_id, peer.user, callee))
        self._say(peer, "call-offer", callee, call_id)

    @precondition(lambda self: self.placed)
    @rule(who=peers, which=calls, kind=st.sampled_from(KINDS))
    def speak(self, who: int, which: int, kind: str) -> None:
        """Anybody says anything about any call of late, whether it is theirs to say or not."""
        call_id, caller, callee = self.placed[-1 - which % len(self.placed)]
        peer = self.peers[who]
        self._say(peer, kind, caller if peer.user == callee else callee, call_id)

    @precondition(lambda self: self.placed)
    @rule(who=peers, which=calls)
    def rejoin(self, who: int, which: int) -> None:
        """Anybody begins another connection in any call of late."""
        call_id, caller, callee = self.placed[-1 - which % len(self.placed)]
        peer = self.peers[who]
        self._say(peer, "call-offer", caller if peer.user == callee else callee, call_id, connectionId="again")

    @precondition(lambda self: self.placed)
    @rule(which=calls, answer=st.booleans(), who=peers)
    def get_through(self, which: int, answer: bool, who: int) -> None:
        """A device of the callee accepts, and all that is said arrives."""
        call_id, caller, callee = self.placed[-1 - which % len(self.placed)]
        devices = [peer for peer in self.peers if peer.user == callee]
        peer = devices[who % len(devices)]
        self._say(peer, "call-accept", caller, call_id)
        if answer:
            self._say(peer, "call-answer", caller, call_id)
        self._everything_through()

    @rule(caller=st.integers(0, 1), callee=st.integers(2, 4), seconds=st.sampled_from([0.0, 11.0]))
    def talk(self, caller: int, callee: int, seconds: float) -> None:
        """A call comes about."""
        one, other = self.peers[caller], self.peers[callee]
        for peer in (one, other):
            self.connect(self.peers.index(peer))
        self.place(caller, other.user)
        self._everything_through()
        call_id = self.placed[-1][0]
        for kind in ("call-accept", "call-answer"):
            self._say(other, kind, one.user, call_id)
        self._everything_through()
        self.time_passes(seconds)

    @precondition(lambda self: self.last)
    @rule(who=peers)
    def repeat(self, who: int) -> None:
        """A client that names its device sends its last command again: it does not know whether it arrived."""
        peer = self.peers[who]
        if peer in self.last and peer.device is not None and peer.connection is not None:
            self.waiting[peer].append(self.last[peer])

    @rule(who=peers)
    def let_through(self, who: int) -> None:
        self._through(self.peers[who])

    @rule(who=peers, acknowledges=st.booleans())
    def deliver(self, who: int, acknowledges: bool) -> None:
        self._hears(self.peers[who], acknowledges=acknowledges)

    @rule(who=peers, late=st.booleans())
    def cut(self, who: int, late: bool) -> None:
        """The link is lost, with what is on its way on it, or only before that has arrived."""
        peer = self.peers[who]
        if late and peer.connection is not None:
            self.late += [(peer.connection, message) for message in self.waiting[peer]]
        self.waiting[peer].clear()
        self._do(peer.cut)

    @precondition(lambda self: self.late)
    @rule()
    def arrive_late(self) -> None:
        """Something arrives on a socket that its client has left behind."""
        socket, message = self.late.popleft()
        self._do(lambda: self.world.receive(socket, message))

    @rule(who=peers)
    def leave(self, who: int) -> None:
        self._forget(self.peers[who])
        self._do(self.peers[who].leave)

    @rule(who=peers)
    def reload(self, who: int) -> None:
        """A page that is loaded again has the name of its device and nothing else."""
        peer = self.peers[who]
        self._forget(peer)
        peer.claim = None
        self._connect(peer)

    @rule(who=peers)
    def connect(self, who: int) -> None:
        if self.peers[who].connection is None:
            self._connect(self.peers[who])

    @rule(who=peers)
    def connect_again(self, who: int) -> None:
        """A client gives up a socket that the server has not seen to go."""
        self._connect(self.peers[who])

    @precondition(lambda self: self.placed)
    @rule(which=calls, caller=st.booleans(), kind=st.sampled_from(KINDS), seconds=st.sampled_from([0.0, 11.0, 62.0]))
    def blink(self, which: int, caller: bool, kind: str, seconds: float) -> None:
        """A device of one party loses its link while the other says something, and comes back later."""
        call_id, one, other = self.placed[-1 - which % len(self.placed)]
        if not caller:
            one, other = other, one
        blinking = [peer for peer in self.peers if peer.user == one and peer.device is not None]
        for peer in blinking:
            self.waiting[peer].clear()
            self._do(peer.cut)
        for peer in self.peers:
            if peer.user == other:
                self._say(peer, kind, one, call_id)
        self._everything_through()
        self.time_passes(seconds)
        for peer in blinking:
            self._connect(peer)
            self._hears(peer, acknowledges=seconds > 0)

    # --- the server ---

    @rule(seconds=st.sampled_from([1.0, 10.0, 29.0, 31.0, 61.0, 61.0, 130.0]))
    def time_passes(self, seconds: float) -> None:
        self._do(self.world.catch_up)
        self._do(lambda: self.world.pass_time(seconds))
        self._do(self.world.catch_up)

    @rule()
    def store_is_slow(self) -> None:
        self.world.slow_down()

    @rule()
    def store_catches_up(self) -> None:
        self._do(self.world.catch_up)

    @precondition(lambda self: self.placed)
    @rule(who=peers, which=calls, kind=st.sampled_from(KINDS))
    def store_fails(self, who: int, which: int, kind: str) -> None:
        """A message is not carried out; the server goes on."""
        peer = self.peers[who]
        self.speak(who, which, kind)
        with self.world.failing():
            while self.waiting[peer] and peer.connection is not None:
                self._through(peer)

    @rule(before_commit=st.booleans(), who=peers)
    def die(self, before_commit: bool, who: int) -> None:
        peer = self.peers[who]
        if self.waiting[peer]:
            alive = self.world.switchboard
            with self.world.dying(before_commit=before_commit):
                self._through(peer)
            if self.world.switchboard is not alive:
                self._forget_what_was_on_its_way()

    @rule()
    def restart(self) -> None:
        self.world.restart()
        self._forget_what_was_on_its_way()

    @rule()
    def settle(self) -> None:
        """Everybody comes back and hears what there is to hear: now all have to agree."""
        self._do(self.world.catch_up)
        self.late.clear()
        for peer in self.peers:
            if peer.connection is None:
                self._connect(peer)
        self._everything_through()
        for peer in self.peers:
            self._hears(peer)
            assert not self.unanswered[peer], f"{peer} was never answered {self.unanswered[peer]}"
        self._look()
        self._nobody_waits_for_who_is_there()
        for key, call in self.current.items():
            if not call.live and key not in self.reused and self.world.now - (call.ended_at or 0) < KEPT_S:
                self._all_were_told(call)

    # --- what must hold ---

    @invariant()
    def look(self) -> None:
        type(self).steps += 1
        self._look()
        for call in self.world.live():
            self._is_not_stuck(call)

    def _look(self) -> None:
        for call in self.world.changes[self.seen :]:
            self._follows(self.current.get(call.key), call)
            self.current[call.key] = call
        self.seen = len(self.world.changes)

    def _follows(self, before: Call | None, call: Call) -> None:
        """The changes of a call follow each other, it has one winner, and it ends once."""
        if before is None or call.placed_at - (before.ended_at or call.placed_at) > FORGOTTEN_S:
            return  # even the memory of it is gone, and an id says nothing any more
        assert call.revision > before.revision, "a change was lost"
        if not before.live:
            self.reused.add(call.key)
            assert is_plain(call.caller_device), "an ended call came back to life"
            return
        if before.callee_device is not None and call.callee_device != before.callee_device:
            assert is_plain(before.callee_device), "two winners"

    def _is_not_stuck(self, call: Call) -> None:
        now = self.world.now
        assert call.deadline is None or now <= call.deadline + GRACE_S, f"past its deadline: {call}"
        if call.state is CallState.RINGING:
            assert now <= call.placed_at + self.world.timers.ring_s + GRACE_S, "rings for too long"
        if call.state is CallState.CONNECTED and not self.world.held:
            for user, device in ((call.caller, call.caller_device), (call.callee, call.callee_device)):
                assert self.world.is_connected(user, device), "waits for nobody, for ever"

    def _witness(self, peer: Peer, message: Message) -> None:
        """Nothing of a call is delivered to who is no party; after the accept only the two bound devices hear. Nobody
        is sent what it does not know, or what is not so."""
        self._is_told_its_role(peer, message)
        if "senderId" not in message or (message["type"] == "call-offer" and not self._known(peer, message)):
            return
        if message["type"] == "call-ringing":
            self._rings_there(message)
        call = self._known(peer, message)
        if message["type"] == "call-media":
            assert call is not None, "media of a call that is not known"
            assert call.accepted, "media of a call that nobody has taken"
        if message.get("connectionId") is not None and call is not None and call.accepted:
            assert peer.device is not None, "a plain client is to begin another connection"
        if call is None:
            mine = [each for each in self.world.live() if peer.user in each.key.pair]
            assert message["callId"] not in {each.call_id for each in mine}, "a stranger was heard in a call"
        elif message["type"] == "call-hangup" and call.live and peer.device is not None:
            own = call.caller_device if peer.user == call.caller else call.callee_device
            assert own != peer.device, "an end was told that has not come"
        elif call.accepted and message["type"] not in ("call-hangup", "call-merged") and peer.device is not None:
            bound = ((call.caller, call.caller_device), (call.callee, call.callee_device))
            assert (peer.user, peer.device) in bound, "a device heard what is for another"

    def _is_told_its_role(self, peer: Peer, message: Message) -> None:
        """Whoever is told whether it is polite is so by the rule, which has one polite side."""
        if message.get("polite") is None:
            return
        assert peer.device is not None, "a plain client was told what it does not know"
        key = CallKey.between(
            message["into"] if "into" in message else message["callId"], peer.user, message["senderId"]
        )
        call = next((each for each in self.world.stored() if each.key == key), None)
        assert call is not None, "told of a call that is not stored"
        other = call.callee_device if peer.user == call.caller else call.caller_device
        assert other is not None, "told before there is another side"
        own, them = (peer.user, peer.device), (call.other(peer.user), other)
        if is_plain(other):
            polite = peer.user < call.other(peer.user)
        elif (own == NATIVE) != (them == NATIVE):
            polite = them == NATIVE
        else:
            polite = own < them
        assert message["polite"] == polite, f"{peer} was told the wrong role in {call}"

    def _nobody_waits_for_who_is_there(self) -> None:
        for call in self.world.live():
            bound = ((call.caller, call.caller_device), (call.callee, call.callee_device))
            there = all(device and self.world.is_connected(user, device) for user, device in bound)
            assert call.state is not CallState.RECONNECTING or not there, "waits for who is there"

    def _rings_there(self, message: Message) -> None:
        """Who is told that it rings is told of devices that are there."""
        mine = [peer for peer in self.peers if peer.user == message["senderId"]]
        sure = [
            peer
            for peer in mine
            if peer.device is None
            or any(heard["type"] == "call-offer" and heard["callId"] == message["callId"] for heard in peer.heard)
        ]
        assert message["devices"] <= len(sure), "it was said to ring where nobody knows of it"

    def _known(self, peer: Peer, message: Message) -> Call | None:
        key = CallKey.between(message["callId"], peer.user, message["senderId"])
        return next((call for call in self.world.stored() if call.key == key), None)

    def _all_were_told(self, call: Call) -> None:
        for peer in self.peers:
            if peer.device is None or peer.user not in call.key.pair:
                continue
            rang = any(self._of(call, message) and message["type"] == "call-offer" for message in peer.heard)
            bound = (peer.user, peer.device) in ((call.caller, call.caller_device), (call.callee, call.callee_device))
            if not (rang or bound):
                continue
            reasons = self._reasons_told(peer, call)
            assert reasons or self._ended_it_itself(peer, call), f"{peer} was never told the end of {call}"
            told = reasons - {None, call.reason} - set(TOLD_TO_A_DEVICE)
            assert not told, f"{peer} was told {told}, and it was {call.reason}"
            assert len(reasons - {None}) <= 1, f"{peer} was told {reasons}"

    def _reasons_told(self, peer: Peer, call: Call) -> set[str | None]:
        told: set[str | None] = {
            message.get("reason") for message in peer.heard if self._of(call, message) and message["type"] in ENDS
        }
        if any(self._of(call, message) and message["type"] == "call-merged" for message in peer.heard):
            told.add(EndReason.MERGED)
        if call.reason is EndReason.UNREACHABLE:
            told |= {None for message in peer.heard if message.get("error") == "recipient_offline"}
        return told

    def _ended_it_itself(self, peer: Peer, call: Call) -> bool:
        replaced = call.reason in (EndReason.LOST, EndReason.CANCELLED)
        return any(
            (message["callId"] == call.call_id and message["type"] in ENDS)
            or (replaced and message["type"] == "call-offer" and message["callId"] != call.call_id)
            for message in self.said[peer]
        )

    def _of(self, call: Call, message: Message) -> bool:
        return message.get("callId") == call.call_id and message.get("senderId") in call.key.pair

    # --- the links ---

    def _say(self, peer: Peer, kind: str, to: str, call_id: str, **fields: str) -> None:
        message = peer.composed(kind, to, call_id, **fields)
        if peer.device is not None:
            self.commands += 1
            message["commandId"] = f"m{self.commands}"
            self.unanswered[peer][message["commandId"]] = message
        self.last[peer] = message
        if peer.connection is not None:
            self.waiting[peer].append(message)

    def _connect(self, peer: Peer) -> None:
        """What was not answered is sent again on the new link."""
        self._do(peer.connect)
        self.waiting[peer] = deque(self.unanswered[peer].values())

    def _forget(self, peer: Peer) -> None:
        self.waiting[peer].clear()
        self.unanswered[peer].clear()

    def _hears(self, peer: Peer, *, acknowledges: bool = True) -> None:
        for message in peer.hears(acknowledges=acknowledges):
            if "commandId" in message:
                self.unanswered[peer].pop(message["commandId"], None)

    def _through(self, peer: Peer) -> None:
        if self.waiting[peer] and peer.connection is not None:
            message = self.waiting[peer].popleft()
            self.said[peer].append(message)
            self.world.receive(peer.connection, message)

    def _everything_through(self) -> None:
        for peer in self.peers:
            while self.waiting[peer] and peer.connection is not None:
                self._do(lambda peer=peer: self._through(peer))

    def _forget_what_was_on_its_way(self) -> None:
        for waiting in self.waiting.values():
            waiting.clear()

    def _do(self, what: Any) -> None:
        try:
            what()
        except Cut:  # pragma: no cover # only `die` arms it, and catches it
            raise AssertionError("died unasked") from None
