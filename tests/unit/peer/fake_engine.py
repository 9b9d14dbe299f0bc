"""The part of RTCPeerConnection that the negotiation lives on: the signalling states with implicit rollback, the chain
of operations, and ``negotiationneeded``, asked again on every return to stable. Knows no SDP and sends nothing."""

import asyncio
from collections.abc import Callable
from typing import Any, Literal

from ringback.core.negotiation import SignalingState
from ringback.messages import IceCandidate
from ringback.peer.engine import (
    Channel,
    ChannelOptions,
    Configuration,
    ConnectionState,
    Event,
    IceConnectionState,
    MediaKind,
    MediaStream,
    MediaStreamTrack,
    RtpSender,
    SessionDescription,
    StatsReport,
    TransceiverOptions,
)
from ringback.peer.errors import EngineError
from ringback.peer.promise import promise
from tests.unit.peer.fake_channel import FakeChannel
from tests.unit.peer.fake_media import FakeReceiver, FakeSender

Operation = Literal["set_local_description", "set_remote_description", "add_ice_candidate"]


class FakeEngine:
    """An ``Engine``."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.configuration = Configuration()
        self.signaling_state: SignalingState = "stable"
        self.ice_connection_state: IceConnectionState = "new"
        self.connection_state: ConnectionState = "new"
        self.current_local_description: SessionDescription | None = None
        self.current_remote_description: SessionDescription | None = None
        self.calls: list[str] = []
        """Every operation in the order it was called, with what it was called with."""
        self.refusals: dict[Operation, EngineError] = {}
        """What it will refuse, for one call each."""
        self.senders: list[FakeSender] = []
        self.channels: list[FakeChannel] = []
        self.sections = ""
        """What its descriptions say after their names."""
        self.operation_s = 0.0
        self.gathers = True
        """Whether it finds a candidate of its own as soon as it is described; an empty one, which nobody hears of."""
        self.rollbacks = 0
        self.restarts = 0
        self._pending_local: SessionDescription | None = None
        self._pending_remote: SessionDescription | None = None
        self._handlers: dict[str, list[Callable[..., object]]] = {}
        self._needed = False
        """More is needed than the descriptions say, until an offer of our own has been answered."""
        self._told = False
        """webrtc-pc's [[NegotiationNeeded]], and [[UpdateNegotiationNeededFlagOnEmptyChain]]."""
        self._tell_on_empty_chain = False
        self._queued = 0
        self._chain: asyncio.Future[Any] | None = None
        self._made = 0

    @property
    def local_description(self) -> SessionDescription | None:
        return self._pending_local or self.current_local_description

    @property
    def remote_description(self) -> SessionDescription | None:
        return self._pending_remote or self.current_remote_description

    def need_negotiation(self) -> None:
        """Something was changed that the other side has to agree to."""
        self._needed = True
        self._update_negotiation_needed()

    def set_local_description(self) -> "asyncio.Future[SessionDescription]":
        return self._operate("set_local_description", "", self._describe)

    def set_remote_description(self, description: SessionDescription) -> "asyncio.Future[None]":
        detail = f"{description.type} {description.sdp}"
        return self._operate("set_remote_description", detail, lambda: self._apply(description))

    def add_ice_candidate(self, candidate: IceCandidate) -> "asyncio.Future[None]":
        return self._operate("add_ice_candidate", candidate.candidate, self._check_described)

    def restart_ice(self) -> None:
        self.restarts += 1
        self.need_negotiation()

    def get_configuration(self) -> Configuration:
        return self.configuration

    def set_configuration(self, configuration: Configuration) -> None:
        self.configuration = configuration

    def add_track(self, track: MediaStreamTrack, *streams: MediaStream) -> FakeSender:
        sender = FakeSender(track)
        sender.streams = streams
        self.senders.append(sender)
        self.need_negotiation()
        return sender

    def add_transceiver(self, track_or_kind: MediaStreamTrack | MediaKind, options: TransceiverOptions) -> FakeSender:
        sender = FakeSender(None if isinstance(track_or_kind, str) else track_or_kind)
        sender.direction, sender.streams = options.direction, tuple(options.streams)
        self.senders.append(sender)
        self.need_negotiation()
        return sender

    def remove_track(self, sender: RtpSender) -> None:
        assert isinstance(sender, FakeSender)
        sender.track = None
        sender.direction = "recvonly"
        self.need_negotiation()

    def get_senders(self) -> list[FakeSender]:
        return self.senders

    def get_transceivers(self) -> list[FakeSender]:
        return self.senders

    def get_receivers(self) -> list[FakeReceiver]:
        return [sender.receiver for sender in self.senders]

    def create_data_channel(self, label: str, options: ChannelOptions) -> Channel:
        channel = FakeChannel(label, options)
        self.channels.append(channel)
        self.need_negotiation()
        return channel

    def get_stats(self) -> "asyncio.Future[StatsReport]":
        return promise(self._no_stats())

    def on(self, event: Event, handler: Callable[..., object]) -> None:
        self._handlers.setdefault(event, []).append(handler)

    def fire(self, event: Event, *values: object) -> None:
        """As the engine would."""
        for handler in self._handlers.get(event, []):
            handler(*values)

    def change_ice(self, state: IceConnectionState, connection_state: ConnectionState | None = None) -> None:
        """As the network would change it."""
        self.ice_connection_state = state
        self.connection_state = connection_state or self.connection_state
        self.fire("iceconnectionstatechange")
        self.fire("connectionstatechange")

    def close(self) -> None:
        self.signaling_state = "closed"
        self.connection_state = "closed"
        self.ice_connection_state = "closed"
        for sender in self.senders:
            sender.closed = True

    async def _no_stats(self) -> StatsReport:
        await asyncio.sleep(0)
        return {}

    def _describe(self) -> SessionDescription:
        self._made += 1
        sdp = f"{self.name}{self._made}{self.sections}"
        if self.signaling_state == "have-remote-offer":
            made = self.current_local_description = SessionDescription("answer", sdp)
            self.current_remote_description = self._pending_remote
            self._become("stable")
        else:
            made = self._pending_local = SessionDescription("offer", sdp)
            self._become("have-local-offer")
        if self.gathers:
            self.fire("icecandidate", IceCandidate(candidate=""))
        return made

    def _apply(self, description: SessionDescription) -> None:
        if description.type == "answer":
            if self.signaling_state != "have-local-offer":
                raise EngineError("no offer")
            self.current_local_description = self._pending_local
            self.current_remote_description = description
            self._needed = False
            self._become("stable")
            return
        self.rollbacks += self.signaling_state == "have-local-offer"
        self._pending_local = None
        self._pending_remote = description
        self._become("have-remote-offer")

    def _check_described(self) -> None:
        if self.remote_description is None:
            raise EngineError("no description")

    def _operate(self, operation: Operation, detail: str, act: Callable[[], Any]) -> "asyncio.Future[Any]":
        self.calls.append(f"{operation} {detail}".strip())
        self._queued += 1
        done = self._chain = promise(self._in_turn(self._chain, self.refusals.pop(operation, None), act))
        return done

    async def _in_turn(
        self, previous: "asyncio.Future[Any] | None", refusal: EngineError | None, act: Callable[[], Any]
    ) -> Any:
        if previous and not previous.done():
            await asyncio.wait([previous])
        await asyncio.sleep(self.operation_s)
        if self.signaling_state == "closed":
            await asyncio.get_running_loop().create_future()  # for ever, as the standard wants it
        self._queued -= 1
        try:
            if refusal:
                raise refusal
            return act()
        finally:
            if self._queued == 0 and self._tell_on_empty_chain:
                self._update_negotiation_needed()

    def _become(self, state: SignalingState) -> None:
        self.signaling_state = state
        if state == "stable":
            self._pending_local = self._pending_remote = None
            self._told = False
            self._update_negotiation_needed()
        self.fire("signalingstatechange")

    def _update_negotiation_needed(self) -> None:
        self._tell_on_empty_chain = self._queued > 0
        if not self._tell_on_empty_chain:
            asyncio.get_running_loop().call_soon(self._negotiation_needed)

    def _negotiation_needed(self) -> None:
        self._tell_on_empty_chain = self._queued > 0
        if not self._tell_on_empty_chain and self.signaling_state == "stable" and self._needed and not self._told:
            self._told = True
            self.fire("negotiationneeded")
