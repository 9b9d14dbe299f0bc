"""The fake connection as an engine of the Python manager (``ringback.peer.engine.Engine``)."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, cast

from ringback.messages import IceCandidate
from ringback.peer import engine
from ringback.peer.engine import SessionDescription
from ringback.peer.errors import EngineError
from tests.explorer.sdp import DIRECTION_OF, DIRECTIONS, Description
from tests.explorer.side import Side
from tests.explorer.transceivers import Refused, Transceiver


class FakeTrack:
    """A MediaStreamTrack that knows only what a manager asks of it."""

    def __init__(self, name: str, kind: str) -> None:
        self.id = name
        self.kind = kind
        self.enabled = True
        self.muted = False
        self.ready_state = "live"

    def stop(self) -> None:
        self.ready_state = "ended"


class FakeStream:
    """A MediaStream of one track."""

    id = "stream"

    def __init__(self, *tracks: FakeTrack) -> None:
        self._tracks = tracks

    def get_tracks(self) -> Sequence[FakeTrack]:
        return self._tracks


class OutboundRtp:
    """RTCOutboundRtpStreamStats."""

    type = "outbound-rtp"
    id = "out"

    def __init__(self, packets_sent: int) -> None:
        self.packets_sent = packets_sent


class FakeReceiver:
    """An RTCRtpReceiver."""

    def __init__(self, kind: str) -> None:
        self.track = FakeTrack("remote", kind)


class FakeTransceiver:
    """A transceiver and its sender."""

    def __init__(self, transceiver: Transceiver, owner: "PythonEngine") -> None:
        self._transceiver = transceiver
        self._owner = owner
        self.receiver = FakeReceiver(transceiver.kind)

    @property
    def sender(self) -> "FakeTransceiver":
        return self

    @property
    def number(self) -> int:
        return self._transceiver.number

    @property
    def track(self) -> FakeTrack | None:
        return self._owner.tracks.get(self._transceiver.track or "")

    @property
    def direction(self) -> engine.Direction:
        return cast(engine.Direction, DIRECTIONS[self._transceiver.direction])

    @direction.setter
    def direction(self, direction: engine.Direction) -> None:
        self._owner.side.do_set_direction(self.number, DIRECTION_OF[direction])

    @property
    def current_direction(self) -> engine.Direction | None:
        current = self._transceiver.current
        return None if current is None else cast(engine.Direction, DIRECTIONS[current])

    def replace_track(self, track: FakeTrack | None) -> asyncio.Future[None]:
        if track:
            self._owner.tracks[track.id] = track
        return self._owner.operate("replace_track", (self.number, track and track.id))

    def set_streams(self, *streams: FakeStream) -> None:
        self._owner.side.do_set_streams(self.number, [stream.id for stream in streams])

    def get_stats(self) -> asyncio.Future[dict[str, OutboundRtp]]:
        """Packets leave all the time."""
        stats: asyncio.Future[dict[str, OutboundRtp]] = asyncio.get_running_loop().create_future()
        stats.set_result({"out": OutboundRtp(1 + self._owner.side.world.now)})
        return stats


class PythonEngine:
    """Answers from the fake connection's state as it is, tells the side what is asked of it, passes events on."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.tracks: dict[str, FakeTrack] = {}
        self._connection = side.connection
        self._under_way: dict[int, asyncio.Future[Any]] = {}
        self._transceivers: dict[int, FakeTransceiver] = {}
        self._handlers: dict[str, list[Callable[..., object]]] = {}
        self._operations = 0
        self._configuration = engine.Configuration()

    signaling_state = property(lambda self: self._connection.signaling_state)
    ice_connection_state = property(lambda self: self._connection.ice_connection_state)
    connection_state = property(lambda self: self._connection.connection_state)
    local_description = property(lambda self: _shown(self._connection.local))
    remote_description = property(lambda self: _shown(self._connection.remote))
    current_local_description = property(lambda self: _shown(self._connection.current_local))
    current_remote_description = property(lambda self: _shown(self._connection.current_remote))

    def set_local_description(self) -> asyncio.Future[SessionDescription]:
        return self.operate("set_local_description", None)

    def set_remote_description(self, description: SessionDescription) -> asyncio.Future[None]:
        return self.operate("set_remote_description", {"type": description.type, "sdp": description.sdp})

    def add_ice_candidate(self, candidate: IceCandidate) -> asyncio.Future[None]:
        wire = {
            "candidate": candidate.candidate,
            "sdpMid": candidate.sdp_mid,
            "sdpMLineIndex": candidate.sdp_m_line_index,
            "usernameFragment": candidate.username_fragment,
        }
        return self.operate("add_ice_candidate", wire)

    def operate(self, name: str, argument: Any) -> asyncio.Future[Any]:
        """Begin an operation of the fake."""
        self._operations += 1
        future = self._under_way[self._operations] = asyncio.get_running_loop().create_future()
        self.side.do_operate(self._operations, name, argument)
        return future

    def settled(self, operation: int, error: str | None, value: Any) -> None:
        """An operation of the fake has ended."""
        future = self._under_way.pop(operation)
        if future.done():
            return
        if error is not None:
            future.set_exception(EngineError(error))
        else:
            future.set_result(SessionDescription(value["type"], value["sdp"]) if isinstance(value, dict) else value)

    def restart_ice(self) -> None:
        self.side.do_restart()

    def get_configuration(self) -> engine.Configuration:
        return self._configuration

    def set_configuration(self, configuration: engine.Configuration) -> None:
        self._configuration = configuration

    def add_track(self, track: FakeTrack, *streams: FakeStream) -> FakeTransceiver:
        self.tracks[track.id] = track
        try:
            added = self._connection.add_track(track.id, track.kind, tuple(stream.id for stream in streams))
        except Refused as refusal:
            raise EngineError(str(refusal)) from refusal
        return self._known(added)

    def add_transceiver(
        self, track_or_kind: FakeTrack | engine.MediaKind, options: engine.TransceiverOptions
    ) -> FakeTransceiver:
        streams = tuple(stream.id for stream in options.streams)
        if isinstance(track_or_kind, str):
            return self._known(self._connection.add_transceiver(track_or_kind, None, streams))
        self.tracks[track_or_kind.id] = track_or_kind
        return self._known(self._connection.add_transceiver(track_or_kind.kind, track_or_kind.id, streams))

    def remove_track(self, sender: FakeTransceiver) -> None:
        self.side.do_remove_track(sender.number)

    def get_transceivers(self) -> list[FakeTransceiver]:
        return [self._known(each) for each in self._connection.transceivers.all]

    get_senders = get_transceivers

    def get_receivers(self) -> list[FakeReceiver]:
        return [each.receiver for each in self.get_transceivers()]

    def on(self, event: str, handler: Callable[..., object]) -> None:
        self._handlers.setdefault(event, []).append(handler)

    def happens(self, event: str, payload: Any) -> None:
        """Tell the handlers; never after close()."""
        for handler in () if self._connection.closed else self._handlers.get(event, ()):
            handler(*self._values(event, payload))

    def close(self) -> None:
        self.side.do_close()

    def _known(self, transceiver: Transceiver) -> FakeTransceiver:
        return self._transceivers.setdefault(transceiver.number, FakeTransceiver(transceiver, self))

    def _values(self, event: str, payload: Any) -> tuple[Any, ...]:
        if event == "icecandidate":
            return (payload and candidate(payload),)
        if event == "track":
            transceiver = self._known(self._connection.transceivers.numbered(payload))
            return (engine.TrackEvent(cast(engine.MediaStreamTrack, transceiver.receiver.track)),)
        return ()


def candidate(wire: dict[str, Any]) -> IceCandidate:
    """A candidate as the managers pass it about."""
    return IceCandidate(
        candidate=wire["candidate"],
        sdp_mid=wire.get("sdpMid"),
        sdp_m_line_index=wire.get("sdpMLineIndex"),
        username_fragment=wire.get("usernameFragment"),
    )


def _shown(description: Description | None) -> SessionDescription | None:
    return description and SessionDescription(cast(Any, description.type), description.sdp)
