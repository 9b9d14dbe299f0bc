"""The engine in use: libwebrtc by way of ``wrtc``, with what has to be known about it kept in here.

- An operation that ``close()`` overtakes ends in a CancelledError of its own making; here it fails with PeerClosed.
- Cancelling an operation does not stop it, and leaves the connection half described; here it cannot be cancelled.
- It takes effect where its coroutine is first run; here that is the call.
- A process that was forked from one with a connection hangs in it for ever; here it is refused.
- An open connection is never collected, and holds two file descriptors; ``live_connections()`` counts them.
- A data channel does not survive the rollback of the offer that first brings its section, unless the other side has
  one with the same mid; here every offer has it, as mid 0. What is left: a side of another make has none.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar, cast
from weakref import WeakSet

import webrtc

from ringback.core.negotiation import SignalingState
from ringback.messages import IceCandidate
from ringback.peer.engine import (
    ChannelOptions,
    Configuration,
    ConnectionState,
    Event,
    IceCandidateErrorEvent,
    IceConnectionState,
    IceServer,
    MediaKind,
    MediaStream,
    MediaStreamTrack,
    RtpSender,
    SessionDescription,
    StatsReport,
    TrackEvent,
    TransceiverOptions,
)
from ringback.peer.errors import EngineError, EngineUnusable, PeerClosed
from ringback.peer.promise import promise
from ringback.peer.wrtc_media import WrtcChannel, WrtcSender, WrtcTransceiver, native_stream, native_track, translated

T = TypeVar("T")

_live: "WeakSet[WrtcEngine]" = WeakSet()
_process: list[int] = []
"""The process that has made a connection; a copy of it that was forked later is another one."""


def live_connections() -> int:
    """How many connections of this process are open. Each holds threads' time, memory and two file descriptors."""
    return len(_live)


class WrtcEngine:
    """An ``Engine``. Raises EngineUnusable outside a running event loop, and in a process forked from one with a
    connection; EngineError when the configuration is refused."""

    def __init__(self, configuration: Configuration) -> None:
        self._check_process()
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            raise EngineUnusable("A connection can only be made within a running asyncio event loop.") from None
        with translated():
            self._native = webrtc.RTCPeerConnection(_native_configuration(configuration))
        _process[:] = [os.getpid()]
        _live.add(self)

    @property
    def _pc(self) -> webrtc.RTCPeerConnection:
        self._check_process()
        return self._native

    # --- states and descriptions

    @property
    def signaling_state(self) -> SignalingState:
        return self._pc.signaling_state.value

    @property
    def ice_connection_state(self) -> IceConnectionState:
        return self._pc.ice_connection_state.value

    @property
    def connection_state(self) -> ConnectionState:
        return self._pc.connection_state.value

    @property
    def local_description(self) -> SessionDescription | None:
        return _description(self._pc.local_description)

    @property
    def remote_description(self) -> SessionDescription | None:
        return _description(self._pc.remote_description)

    @property
    def current_local_description(self) -> SessionDescription | None:
        return _description(self._pc.current_local_description)

    @property
    def current_remote_description(self) -> SessionDescription | None:
        return _description(self._pc.current_remote_description)

    # --- operations

    def set_local_description(self) -> asyncio.Future[SessionDescription]:
        return self._begin(self._describe(self._pc))

    def set_remote_description(self, description: SessionDescription) -> asyncio.Future[None]:
        init = webrtc.RTCSessionDescriptionInit(webrtc.RTCSdpType(description.type), description.sdp)
        return self._begin(self._pc.set_remote_description(init))

    def add_ice_candidate(self, candidate: IceCandidate) -> asyncio.Future[None]:
        init = webrtc.RTCIceCandidateInit(
            candidate.candidate, candidate.sdp_mid, candidate.sdp_m_line_index, candidate.username_fragment
        )
        return self._begin(self._pc.add_ice_candidate(init))

    def get_stats(self) -> asyncio.Future[StatsReport]:
        return self._begin(self._pc.get_stats())

    def restart_ice(self) -> None:
        self._pc.restart_ice()

    def get_configuration(self) -> Configuration:
        native = self._pc.get_configuration()
        servers = [
            IceServer(urls=tuple(each.urls), username=each.username or None, credential=each.credential or None)
            for each in native.ice_servers
        ]
        return Configuration(
            ice_servers=tuple(servers),
            ice_transport_policy="relay" if native.ice_transport_policy == "relay" else "all",
            ice_candidate_pool_size=native.ice_candidate_pool_size,
        )

    def set_configuration(self, configuration: Configuration) -> None:
        with translated():
            self._pc.set_configuration(_native_configuration(configuration))

    # --- media and data

    def add_track(self, track: MediaStreamTrack, *streams: MediaStream) -> WrtcSender:
        with translated():
            sender = self._pc.add_track(native_track(track), *map(native_stream, streams))
        return WrtcSender(sender, self._begin)

    def add_transceiver(
        self, track_or_kind: MediaStreamTrack | MediaKind, options: TransceiverOptions
    ) -> WrtcTransceiver:
        with translated():
            init = webrtc.RTCRtpTransceiverInit(options.direction, [native_stream(each) for each in options.streams])
            sent = webrtc.MediaType(track_or_kind) if isinstance(track_or_kind, str) else native_track(track_or_kind)
            return WrtcTransceiver(self._pc.add_transceiver(sent, init), self._begin)

    def remove_track(self, sender: RtpSender) -> None:
        with translated():
            self._pc.remove_track(cast("WrtcSender", sender).native)

    def get_senders(self) -> Sequence[WrtcSender]:
        return [WrtcSender(each, self._begin) for each in self._pc.get_senders()]

    def get_receivers(self) -> Sequence[webrtc.RTCRtpReceiver]:
        return self._pc.get_receivers()

    def get_transceivers(self) -> Sequence[WrtcTransceiver]:
        return [WrtcTransceiver(each, self._begin) for each in self._pc.get_transceivers()]

    def create_data_channel(self, label: str, options: ChannelOptions) -> WrtcChannel:
        init = webrtc.RTCDataChannelInit(
            ordered=options.ordered,
            max_packet_life_time=options.max_packet_life_time,
            max_retransmits=options.max_retransmits,
            protocol=options.protocol,
            negotiated=options.id is not None,
            id=options.id,
        )
        with translated():
            return WrtcChannel(self._pc.create_data_channel(label, init))

    # --- events and the end

    def on(self, event: Event, handler: Callable[..., object]) -> None:
        values = _VALUES.get(event, lambda _: ())

        def handle(native: Any) -> None:
            handler(*values(native))

        self._pc.on(event, handle)

    def close(self) -> None:
        """In a forked process it does nothing: the connection is its parent's, and closing it hangs."""
        _live.discard(self)
        if _process == [os.getpid()]:
            self._native.close()

    def _begin(self, operation: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
        return promise(self._see_through(operation))

    async def _see_through(self, operation: Coroutine[Any, Any, T]) -> T:
        """Runs in a task that nobody else has, so that only ``close()``, or the end of the loop, cancels it."""
        try:
            with translated():
                return await operation
        except (asyncio.CancelledError, EngineError):
            if self.signaling_state == "closed":
                raise PeerClosed from None
            raise

    async def _describe(self, pc: webrtc.RTCPeerConnection) -> SessionDescription:
        await pc.set_local_description()
        description = _description(pc.local_description)
        if description is None:
            raise EngineError("The description was rolled back before it could be read.")
        return description

    @staticmethod
    def _check_process() -> None:
        if _process not in ([], [os.getpid()]):
            raise EngineUnusable(
                "This process was forked from one that had a connection, where libwebrtc does not work. "
                'Start it with the "spawn" or "forkserver" method of multiprocessing.'
            )


_VALUES: dict[Event, Callable[[Any], tuple[object, ...]]] = {
    "icecandidate": lambda event: (_candidate(event.candidate),),
    "icecandidateerror": lambda event: (IceCandidateErrorEvent(event.error_code, event.error_text, event.url),),
    "track": lambda event: (TrackEvent(event.track, tuple(event.streams)),),
    "datachannel": lambda event: (WrtcChannel(event.channel),),
}
"""What the handler of an event is called with."""


def _candidate(native: webrtc.RTCIceCandidate | None) -> IceCandidate | None:
    if native is None:
        return None
    return IceCandidate(
        candidate=native.candidate,
        sdp_mid=native.sdp_mid,
        sdp_m_line_index=native.sdp_m_line_index,
        username_fragment=native.username_fragment,
    )


def _description(native: webrtc.RTCSessionDescription | None) -> SessionDescription | None:
    if native is None:
        return None
    return SessionDescription("offer" if native.type == "offer" else "answer", native.sdp)


def _native_configuration(configuration: Configuration) -> webrtc.RTCConfiguration:
    return webrtc.RTCConfiguration(
        ice_servers=[
            webrtc.RTCIceServer(urls=list(server.urls), username=server.username, credential=server.credential)
            for server in configuration.ice_servers
        ],
        ice_transport_policy=configuration.ice_transport_policy,
        ice_candidate_pool_size=configuration.ice_candidate_pool_size,
        # libwebrtc M152 keeps the mid of a section for data channels that was rolled back with the offer that brought
        # it: it refuses one with another mid, and makes none. Where both sides always have it, in front, they agree.
        always_negotiate_data_channels=True,
    )
