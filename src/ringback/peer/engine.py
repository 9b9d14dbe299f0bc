"""What the manager needs of a WebRTC engine: the names and meanings of W3C webrtc-pc, in snake_case.

``wrtc_engine.py`` is the one in use. Another needs only these protocols, and these rules:

- An operation starts **at the call** and returns a future, as a JavaScript promise: awaiting it starts nothing, and
  cancelling whoever awaits it stops nothing. Operations take effect in the order of the calls ("chain an operation",
  webrtc-pc §4.4.1.2).
- An operation fails with ``EngineError``; one that ``close()`` overtakes may also never be done.
- Handlers are called from the event loop, never from within a call of ours, and never after ``close()``.
- ``negotiationneeded`` fires in ``stable`` with no operation under way, once until the next return to ``stable``, and
  again then when it still holds (webrtc-pc §4.7.3).
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from ringback.core.negotiation import DescriptionType, SignalingState
from ringback.messages import IceCandidate

IceConnectionState = Literal["new", "checking", "connected", "completed", "disconnected", "failed", "closed"]
ConnectionState = Literal["new", "connecting", "connected", "disconnected", "failed", "closed"]
IceTransportPolicy = Literal["all", "relay"]
MediaKind = Literal["audio", "video"]
Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive", "stopped"]
ChannelState = Literal["connecting", "open", "closing", "closed"]

Event = Literal[
    "negotiationneeded",
    "signalingstatechange",
    "iceconnectionstatechange",
    "connectionstatechange",
    "icecandidate",
    "icecandidateerror",
    "track",
    "datachannel",
]
"""What ``Engine.on`` takes, and what the handler is called with: ``icecandidate`` an ``IceCandidate``, or None when
there are no more; ``icecandidateerror`` an ``IceCandidateErrorEvent``; ``track`` a ``TrackEvent``; ``datachannel`` a
``Channel``; the others nothing."""

ChannelEvent = Literal["open", "message", "bufferedamountlow", "closing", "close"]
"""What ``Channel.on`` takes; the handler of ``message`` is called with a str or bytes, the others with nothing."""


@dataclass(frozen=True, slots=True)
class SessionDescription:
    """RTCSessionDescription, as it goes over the wire."""

    type: DescriptionType
    sdp: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IceServer:
    """RTCIceServer."""

    urls: tuple[str, ...]
    username: str | None = None
    credential: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """RTCConfiguration, as much of it as is used here."""

    ice_servers: tuple[IceServer, ...] = ()
    ice_transport_policy: IceTransportPolicy = "all"
    ice_candidate_pool_size: int = 0


class MediaStreamTrack(Protocol):
    """MediaStreamTrack (W3C mediacapture-main)."""

    enabled: bool

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def muted(self) -> bool: ...
    @property
    def ready_state(self) -> str: ...
    def stop(self) -> None: ...


class MediaStream(Protocol):
    """MediaStream (W3C mediacapture-main)."""

    @property
    def id(self) -> str: ...
    def get_tracks(self) -> Sequence[MediaStreamTrack]: ...


class Stats(Protocol):
    """One RTCStats dictionary (W3C webrtc-stats): an attribute for each member, None for one that is absent."""

    @property
    def type(self) -> str: ...
    @property
    def id(self) -> str: ...


StatsReport = Mapping[str, Stats]


class RtpSender(Protocol):
    """RTCRtpSender. Two that compare equal are the same sender."""

    @property
    def track(self) -> MediaStreamTrack | None: ...
    def replace_track(self, track: MediaStreamTrack | None) -> asyncio.Future[None]: ...
    def set_streams(self, *streams: MediaStream) -> None: ...
    def get_stats(self) -> asyncio.Future[StatsReport]: ...


class RtpReceiver(Protocol):
    """RTCRtpReceiver."""

    @property
    def track(self) -> MediaStreamTrack: ...


class RtpTransceiver(Protocol):
    """RTCRtpTransceiver."""

    direction: Direction

    @property
    def sender(self) -> RtpSender: ...
    @property
    def receiver(self) -> RtpReceiver: ...
    @property
    def current_direction(self) -> Direction | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TransceiverOptions:
    """RTCRtpTransceiverInit, as much of it as is used here."""

    direction: Direction = "sendrecv"
    streams: Sequence[MediaStream] = ()


@dataclass(frozen=True, slots=True)
class TrackEvent:
    """RTCTrackEvent: a track of the other side has come."""

    track: MediaStreamTrack
    streams: Sequence[MediaStream] = ()


@dataclass(frozen=True, slots=True)
class IceCandidateErrorEvent:
    """RTCPeerConnectionIceErrorEvent."""

    error_code: int
    error_text: str
    url: str


class Channel(Protocol):
    """RTCDataChannel."""

    buffered_amount_low_threshold: int

    @property
    def label(self) -> str: ...
    @property
    def ready_state(self) -> ChannelState: ...
    @property
    def buffered_amount(self) -> int: ...
    def send(self, data: str | bytes) -> None: ...
    def close(self) -> None: ...
    def on(self, event: ChannelEvent, handler: Callable[..., object]) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelOptions:
    """RTCDataChannelInit: ordered and reliable unless it says otherwise."""

    ordered: bool = True
    max_packet_life_time: int | None = None
    """For how many milliseconds a message may be sent again."""
    max_retransmits: int | None = None
    protocol: str = ""
    id: int | None = None
    """The stream id of a channel that both sides create by themselves ("negotiated")."""


class Engine(Protocol):
    """RTCPeerConnection."""

    @property
    def signaling_state(self) -> SignalingState: ...
    @property
    def ice_connection_state(self) -> IceConnectionState: ...
    @property
    def connection_state(self) -> ConnectionState: ...
    @property
    def local_description(self) -> SessionDescription | None: ...
    @property
    def remote_description(self) -> SessionDescription | None: ...
    @property
    def current_local_description(self) -> SessionDescription | None: ...
    @property
    def current_remote_description(self) -> SessionDescription | None: ...

    def set_local_description(self) -> asyncio.Future[SessionDescription]:
        """Its result is the description it has set: by the time a task sees that it is done, there may be another."""
        ...

    def set_remote_description(self, description: SessionDescription) -> asyncio.Future[None]: ...
    def add_ice_candidate(self, candidate: IceCandidate) -> asyncio.Future[None]: ...
    def restart_ice(self) -> None: ...
    def get_configuration(self) -> Configuration: ...
    def set_configuration(self, configuration: Configuration) -> None: ...

    def add_track(self, track: MediaStreamTrack, *streams: MediaStream) -> RtpSender: ...
    def add_transceiver(
        self, track_or_kind: MediaStreamTrack | MediaKind, options: TransceiverOptions
    ) -> RtpTransceiver: ...
    def remove_track(self, sender: RtpSender) -> None: ...
    def get_senders(self) -> Sequence[RtpSender]: ...
    def get_receivers(self) -> Sequence[RtpReceiver]: ...
    def get_transceivers(self) -> Sequence[RtpTransceiver]: ...
    def create_data_channel(self, label: str, options: ChannelOptions) -> Channel: ...
    def get_stats(self) -> asyncio.Future[StatsReport]: ...

    def on(self, event: Event, handler: Callable[..., object]) -> None: ...
    def close(self) -> None: ...
