"""The peer connection of one call."""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from ringback.messages import IceCandidate
from ringback.peer.application import tell
from ringback.peer.config import PeerConnectionConfig, PeerEnvironment
from ringback.peer.connection import Connection
from ringback.peer.data_channel import DataChannel
from ringback.peer.engine import (
    ChannelOptions,
    Direction,
    IceServer,
    MediaKind,
    MediaStream,
    MediaStreamTrack,
    RtpReceiver,
    RtpSender,
    RtpTransceiver,
    SessionDescription,
    StatsReport,
    TransceiverOptions,
)
from ringback.peer.errors import InvalidState, PeerClosed, PeerError
from ringback.peer.promise import Promise, promise


class PeerConnectionManager:
    """The peer connection of one call, negotiated by the "Perfect Negotiation" pattern of W3C webrtc-pc: either side
    may change anything at any time. A lost path is restored by itself, and what goes wrong is told to ``on_error``.

    Its methods take effect **when they are called**, as JavaScript's do: awaiting what they return says when it is
    done, not awaiting it is fine, and cancelling the waiting stops nothing. All of it within one running event loop.

    Before ``initialize()`` a method raises InvalidState, and after ``close()`` PeerClosed, which is also what whoever
    still waits for one then gets. The exceptions are ``close()``, and the two ``handle_…`` methods, which never raise
    and after ``close()`` do nothing. ``async with`` closes it at the end.
    """

    def __init__(self, config: PeerConnectionConfig, environment: PeerEnvironment | None = None) -> None:
        self._config = config
        self._environment = environment or PeerEnvironment()
        self._connection: Connection | None = None
        self._closed = False

    def initialize(self, ice_servers: Sequence[IceServer] = ()) -> None:
        """Makes the connection. Call it once, first, within a running event loop; else it raises EngineUnusable."""
        if self._closed:
            raise PeerClosed
        if self._connection:
            raise InvalidState("The connection is initialised already.")
        self._connection = Connection(self._config, self._environment, ice_servers)

    def add_local_stream(self, stream: MediaStream) -> Promise[None]:
        """Sends every track of ``stream`` to the other side, and owns them from now on.

        A callee that adds its stream and hands over the caller's offer in the same turn answers with both at once.
        Done once the tracks are in place.
        """
        return promise(self._to_change().media.add_stream(stream))

    def add_transceiver(
        self,
        track_or_kind: MediaStreamTrack | MediaKind,
        *,
        direction: Direction = "sendrecv",
        streams: Sequence[MediaStream] = (),
    ) -> RtpTransceiver:
        """Makes a transceiver of its own for a track, which is owned from now on, or for "audio" or "video": one that
        has no track yet sends the next of its kind that is added.

        Raises EngineError as RTCPeerConnection.addTransceiver() throws. Source: W3C webrtc-pc.
        """
        options = TransceiverOptions(direction=direction, streams=streams)
        return self._to_change().media.add_transceiver(track_or_kind, options)

    def remove_track(self, track: MediaStreamTrack) -> None:
        """Stops sending ``track`` and gives it back, still running. Raises TrackNotSent when it is not being sent."""
        self._to_change().media.remove_track(track)

    def replace_track(self, previous: MediaStreamTrack, track: MediaStreamTrack | None) -> Promise[None]:
        """Sends ``track``, or nothing, where ``previous`` is being sent or was until it was replaced by None.

        Nothing is negotiated, and ``previous`` is given back, still running. Raises TrackNotSent when ``previous`` is
        not being sent, and EngineError as RTCRtpSender.replaceTrack() rejects.
        """
        return promise(self._open.media.replace_track(previous, track))

    def set_audio_enabled(self, enabled: bool) -> bool:
        """Mutes or unmutes all sound that is sent, and whatever is added or put in its place later.

        Returns whether sound can be heard now: False while no audio track is being sent.
        """
        return self._open.media.set_enabled("audio", enabled)

    def set_video_enabled(self, enabled: bool) -> bool:
        """The same for all video that is sent."""
        return self._open.media.set_enabled("video", enabled)

    def sends(self, kind: MediaKind) -> bool:
        """Whether an enabled track of ``kind`` is being sent."""
        return self._open.media.sends(kind)

    @property
    def ice_servers(self) -> Sequence[IceServer]:
        """The servers that the connection has now."""
        return self._open.engine.get_configuration().ice_servers

    @property
    def senders(self) -> Sequence[RtpSender]:
        """The engine's senders."""
        return self._open.engine.get_senders()

    @property
    def receivers(self) -> Sequence[RtpReceiver]:
        """The engine's receivers."""
        return self._open.engine.get_receivers()

    def hand_over(self, successor: "PeerConnectionManager") -> None:
        """Closes this connection, and has ``successor`` send what it was sending, muted as it was. Tracks that come
        from the other side end with it, also where they are sent back. Data channels end."""
        before, after = self._open, successor._open
        for each in before.hand_over():
            promise(after.media.take(each))
        after.media.mute_as(before.media)
        self.close()

    def create_data_channel(self, label: str, options: ChannelOptions | None = None) -> DataChannel:
        """Makes a data channel, ordered and reliable unless ``options`` say otherwise."""
        return self._to_change().create_data_channel(label, options or ChannelOptions())

    def handle_remote_description(self, description: SessionDescription) -> Promise[None]:
        """Takes an offer or answer of the other side; an offer is answered.

        Done when that is done, or was ignored as the pattern demands. Descriptions and candidates must be handed over
        in the order they were sent in; nothing needs to be awaited in between.
        """
        return promise(self._receive(description))

    def handle_ice_candidate(self, candidate: IceCandidate | None) -> Promise[None]:
        """Takes a candidate of the other side; None, or one that is empty, says there are no more."""
        return promise(self._receive_candidate(candidate or IceCandidate(candidate="")))

    def restart_ice(self) -> Promise[None]:
        """Looks for new network paths, with fresh credentials; what flows, flows on. Done once it has begun."""
        return promise(self._open.restart_ice())

    def get_stats(self) -> Promise[StatsReport]:
        """The engine's statistics. Source: W3C webrtc-stats."""
        connection = self._open
        return promise(connection.lifetime.until(connection.engine.get_stats()))

    def close(self) -> None:
        """Ends it for good: local and remote tracks, timers, handlers; what is under way is given up. Idempotent."""
        if self._closed:
            return
        self._closed = True
        if self._connection:
            self._connection.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    async def _receive(self, description: SessionDescription) -> None:
        connection = self._receiving()
        if connection:
            await connection.receive(description)

    async def _receive_candidate(self, candidate: IceCandidate) -> None:
        connection = self._receiving()
        if connection:
            await connection.receive_candidate(candidate)

    def _receiving(self) -> Connection | None:
        if self._connection is None and not self._closed:
            sentence = "A message came before the connection was initialised, and is lost."
            tell(self._config.on_error, PeerError("not_initialized", sentence, fatal=True))
        return None if self._closed else self._connection

    def _to_change(self) -> Connection:
        connection = self._open
        connection.negotiator.changed()
        return connection

    @property
    def _open(self) -> Connection:
        if self._closed:
            raise PeerClosed
        if self._connection is None:
            raise InvalidState("The connection is not initialised yet.")
        return self._connection
