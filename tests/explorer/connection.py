"""A fake RTCPeerConnection with the state machine of the standard: W3C webrtc-pc for what a program sees, RFC 8829
(JSEP) for what descriptions mean. Everything takes virtual time; nothing here knows a manager or a language.
"""

from collections.abc import Callable
from itertools import count
from typing import Any, Protocol

from tests.explorer.chain import Chain, Clock, Steps
from tests.explorer.engine_faults import EngineFaults
from tests.explorer.gathering import Gathering
from tests.explorer.negotiation_needed import NegotiationNeeded
from tests.explorer.sdp import RECV, SEND, Description, read, write
from tests.explorer.transceivers import Refused, Transceiver, Transceivers


class Listener(Protocol):
    """Whoever uses the connection. Told every event, every end of an operation, every offer that could not be made."""

    def event(self, name: str, payload: Any = None) -> None: ...
    def settled(self, operation: int, error: str | None, value: Any = None) -> None: ...
    def offer_refused(self) -> None: ...


class FakeConnection:
    """One side. ``delays`` yields how long each step of an operation takes, ``gathering`` each candidate."""

    def __init__(
        self,
        name: str,
        *,
        clock: Clock,
        listener: Listener,
        delays: Callable[[], int],
        gathering: Callable[[], int],
        firefox: bool = False,
    ) -> None:
        self.signaling_state = "stable"
        self.ice_connection_state = self.connection_state = "new"
        self.current_local: Description | None = None
        self.current_remote: Description | None = None
        self.pending_local: Description | None = None
        self.pending_remote: Description | None = None
        self.transceivers = Transceivers()
        self.chain = Chain(clock, listener.settled)
        self.gathered: list[tuple[str, str]] = []
        """Every candidate told of: its generation, and the candidate."""
        self.added: set[tuple[str, str]] = set()
        """Every candidate of the other side that was added."""
        self.refuse_offers = 0
        """So many offers from now on cannot be made."""
        self.completed = self.rolled_back = 0
        """How many negotiations were completed, and how many offers of its own rolled back."""
        self.faults = EngineFaults()
        self.seen: set[str] = set()
        """What has happened to it that a schedule ought to bring about now and then."""
        self._name = name
        self._origin = f"{'mozilla...' if firefox else ''}{name}"
        self._clock = clock
        self._listener = listener
        self._delays = delays
        self._gathering = Gathering(clock, gathering, self._found)
        self._described_at = 0
        self._numbers = count(1)
        self._replace: frozenset[str] = frozenset()
        """[[LocalIceCredentialsToReplace]]"""
        self._flag = NegotiationNeeded(
            clock=clock,
            chain=self.chain,
            stable=lambda: self.signaling_state == "stable",
            needed=self.negotiation_needed,
            fire=lambda: listener.event("negotiationneeded"),
        )

    @property
    def closed(self) -> bool:
        return self.signaling_state == "closed"

    @property
    def local(self) -> Description | None:
        return self.pending_local or self.current_local

    @property
    def remote(self) -> Description | None:
        return self.pending_remote or self.current_remote

    @property
    def ufrags(self) -> frozenset[str]:
        """The credentials in force or about to be: those that an ICE restart replaces."""
        return frozenset(each.ufrag for each in (self.current_local, self.pending_local) if each)

    def operate(self, number: int, name: str, argument: Any = None) -> None:
        """Chain an operation; its end is told as ``settled(number, …)``, unless it is closed before."""
        if self.closed:
            self._listener.settled(number, "InvalidStateError")
        else:
            self.chain.add(number, getattr(self, f"_{name}")(argument))

    def restart_ice(self) -> None:
        """restartIce()"""
        self._replace = self.ufrags
        self._flag.update()

    def add_track(self, track: str, kind: str, streams: tuple[str, ...]) -> Transceiver:
        """addTrack(); raises Refused."""
        if self.closed:
            raise Refused("InvalidStateError")
        transceiver = self.transceivers.add_track(track, kind, streams)
        self._flag.update()
        return transceiver

    def remove_track(self, number: int) -> None:
        """removeTrack() of the sender of that transceiver; raises Refused."""
        if self.closed:
            raise Refused("InvalidStateError")
        if self.transceivers.remove_track(self.transceivers.numbered(number)):
            self._flag.update()

    def change(self, number: int, **changes: Any) -> None:
        """Set the direction or the streams of that transceiver."""
        transceiver = self.transceivers.numbered(number)
        for name, value in changes.items():
            setattr(transceiver, name, value)
        self.transceivers.version += 1
        self._flag.update()

    def add_transceiver(self, kind: str, track: str | None, streams: tuple[str, ...]) -> Transceiver:
        """addTransceiver(); raises Refused."""
        if self.closed:
            raise Refused("InvalidStateError")
        transceiver = self.transceivers.make(kind, SEND | RECV)
        transceiver.track, transceiver.streams = track, streams
        self._flag.update()
        return transceiver

    def create_data_channel(self) -> None:
        """createDataChannel()"""
        self.transceivers.wants_data = True
        self._flag.update()

    def change_ice(self, state: str) -> None:
        """As the network would."""
        if not self.closed and state != self.ice_connection_state:
            self.ice_connection_state = self.connection_state = state
            self._listener.event("iceconnectionstatechange")
            self._listener.event("connectionstatechange")

    def close(self) -> None:
        """close(): nothing under way settles any more, and nothing is told."""
        if self.chain:
            self.seen.add("closed with operations under way")
        self.signaling_state = self.ice_connection_state = self.connection_state = "closed"
        self.chain.clear()

    def negotiation_needed(self) -> bool:
        """Check if negotiation is needed (webrtc-pc §4.7.3)."""
        if self._replace:
            return True
        if self.current_local is None or self.current_remote is None:
            return bool(self.transceivers.all) or self.transceivers.wants_data
        return self.transceivers.negotiation_needed(self.current_local, self.current_remote)

    # The operations. Each yields the time its next step takes.

    def _set_local_description(self, description: dict[str, str] | None) -> Steps:
        kind = "answer" if self.signaling_state == "have-remote-offer" else "offer"
        if description is not None:
            kind = description["type"]
        yield self._delays()
        if kind == "rollback":
            self._rollback()
            return None
        made = self._make(kind) if description is None else read(kind, description["sdp"])
        yield self._delays()
        self._apply_local(made)
        return made

    def _create(self, kind: str) -> Steps:
        yield self._delays()
        return self._make(kind)

    def _set_remote_description(self, description: dict[str, str]) -> Steps:
        kind = description["type"]
        if kind == "offer" and self.signaling_state == "have-local-offer":
            yield self._delays()
            self._rollback()
        yield self._delays()
        allowed = ("have-local-offer",) if kind == "answer" else ("stable", "have-remote-offer")
        if self.signaling_state not in allowed:
            raise Refused("InvalidStateError")
        self._apply_remote(read(kind, description["sdp"]))

    def _add_ice_candidate(self, candidate: dict[str, Any]) -> Steps:
        yield self._delays()
        if self.remote is None:
            raise Refused("InvalidStateError")
        fragment, mid = candidate.get("usernameFragment"), candidate.get("sdpMid")
        known = [each for each in (self.pending_remote, self.current_remote) if each]
        if fragment and all(each.ufrag != fragment for each in known):
            self.seen.add("a candidate of an ignored offer")
            raise Refused("OperationError")
        if mid is not None and all(each.section(mid) is None for each in known):
            raise Refused("OperationError")
        self.added.add((fragment or self.remote.ufrag, candidate["candidate"]))

    def _replace_track(self, argument: tuple[int, str | None]) -> Steps:
        number, track = argument
        yield self._delays()
        self.transceivers.numbered(number).track = track
        self.transceivers.version += 1

    def _make(self, kind: str) -> Description:
        origin = f"{self._origin} {next(self._numbers)}"
        if kind == "answer":
            if self.pending_remote is None:
                raise Refused("InvalidStateError")
            same = self.current_remote is not None and self.current_remote.ufrag == self.pending_remote.ufrag
            ufrag = self._ufrag(self.current_local if same else None)
            return write(kind, origin, ufrag, self.transceivers.answer(self.pending_remote))
        if self.refuse_offers:
            self.refuse_offers -= 1
            self._listener.offer_refused()
            raise Refused("OperationError")
        kept = None if self.local is None or self.local.ufrag in self._replace else self.local
        return write(
            kind, origin, self._ufrag(kept), self.transceivers.offer(self.local.sections if self.local else ())
        )

    def _ufrag(self, kept: Description | None) -> str:
        """The credentials of a description that is kept, or new ones."""
        if kept is not None:
            return kept.ufrag
        return f"{self._name}{next(self._numbers):03}"

    def _apply_local(self, description: Description) -> None:
        allowed = ("stable", "have-local-offer") if description.type == "offer" else ("have-remote-offer",)
        if self.signaling_state not in allowed:
            raise Refused("InvalidStateError")
        self._described_at = self._clock.now
        if description.type == "offer":
            self.transceivers.set_local_offer(description)
            self.pending_local = description
            self._become("have-local-offer")
        else:
            self._complete(description, self.pending_remote, local=True)
        self._gathering.begin(description.ufrag, description.sections[0].mid if description.sections else "0")

    def _apply_remote(self, description: Description) -> None:
        if description.type == "offer":
            self.pending_remote = description
            new = self.transceivers.set_remote_offer(description)
            self._become("have-remote-offer")
            self._tell_tracks(new)
            return
        offer = self.pending_local
        if offer is None or [each.mid for each in offer.sections] != [each.mid for each in description.sections]:
            raise Refused("InvalidAccessError")
        self._complete(offer, description, local=False)

    def _complete(self, ours: Description, theirs: Description | None, *, local: bool) -> None:
        self.current_local, self.current_remote = ours, theirs
        self.pending_local = self.pending_remote = None
        self.completed += 1
        if ours.ufrag not in self._replace:
            self._replace = frozenset()
        new = self.transceivers.complete(ours if local or theirs is None else theirs, local=local)
        self._become("stable")
        self._tell_tracks(new)

    def _rollback(self) -> None:
        if self.signaling_state == "stable":
            raise Refused("InvalidStateError")
        self.rolled_back += 1
        if self._replace:
            self.seen.add("an ICE restart rolled back")
        if self.current_local is None:
            self.seen.add("the first offer rolled back")
            self.faults.first_rolled_back(age=self._clock.now - self._described_at, gathered=bool(self.gathered))
        else:
            self.seen.add("a later offer rolled back")
            self.faults.rolled_back(taken_over=self.transceivers.taken_over)
        self.pending_local = self.pending_remote = None
        self.transceivers.rollback()
        self._become("stable")

    def _become(self, state: str) -> None:
        changed = self.signaling_state != state
        self.signaling_state = state
        if state == "stable":
            self._flag.clear()
        if changed:
            self._listener.event("signalingstatechange")

    def _tell_tracks(self, transceivers: list[Transceiver]) -> None:
        for transceiver in transceivers:
            self._listener.event("track", transceiver.number)

    def _found(self, ufrag: str, mid: str, line: str) -> None:
        """Nothing is told of credentials that have been rolled back meanwhile."""
        if self.closed or ufrag not in self.ufrags:
            return
        self.gathered.append((ufrag, line))
        found = {"candidate": line, "sdpMid": mid, "sdpMLineIndex": 0, "usernameFragment": ufrag}
        self._listener.event("icecandidate", found if line else None)
