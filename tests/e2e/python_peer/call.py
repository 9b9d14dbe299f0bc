"""One call of harness.py: takes its messages off the wire, as an application has to, and counts collisions."""

from collections.abc import Callable
from typing import Any

import webrtc

from ringback.messages import (
    CallAnswer,
    CallError,
    CallHangup,
    CallOffer,
    ForwardedAnswer,
    ForwardedIceCandidate,
    ForwardedOffer,
    ServerMessage,
)
from ringback.peer import PeerConnectionManager, PeerError, PeerMessage, SessionDescription
from ringback.peer.local_track import LocalTrack
from ringback.peer.promise import Promise

from .probe import Probe

Track = LocalTrack[Any, Any]


class Call:
    """One that ``answers`` sends its camera as soon as the first offer comes; the other begins with ``start``."""

    def __init__(
        self, call_id: str, *, answers: bool, send: Callable[[PeerMessage | CallHangup], None], probe: Probe
    ) -> None:
        self.errors: list[dict[str, Any]] = []
        self.collisions = 0
        """How often an offer came while one of ours was under way."""
        self.tracks: dict[str, Track] = {}
        """By name: those that were added after the camera."""
        self.camera: list[Track] = []
        self.manager: PeerConnectionManager | None = None
        self._call_id = call_id
        self._answers = answers
        self._send = send
        self._probe = probe
        self._recipient_id: str | None = None
        self._inbox: list[ServerMessage] = []
        self._offered = False

    def open(self, manager: PeerConnectionManager) -> None:
        """The connection is there: take what has come in the meantime."""
        self.manager = manager
        waiting, self._inbox = self._inbox, []
        for message in waiting:
            self._handle(manager, message)

    def receive(self, message: ServerMessage) -> None:
        """For everything that the server says."""
        if getattr(message, "call_id", None) != self._call_id:
            return
        if self.manager:
            self._handle(self.manager, message)
        else:
            self._inbox.append(message)

    def send(self, message: PeerMessage) -> None:
        """For everything that the connection has to say."""
        self._offered = isinstance(message, CallOffer) or (self._offered and not isinstance(message, CallAnswer))
        self._recipient_id = message.recipient_id
        self._send(message)

    def hang_up(self) -> None:
        """The server has to hear of it: otherwise the next call would come while this one lasts."""
        if self.manager:
            self.manager.close()
        if self._recipient_id is not None:
            self._send(CallHangup(recipient_id=self._recipient_id, call_id=self._call_id))

    def told(self, error: PeerError) -> None:
        """For everything that goes wrong."""
        self._probe.note("error", error.code, error, error.__cause__ or "")
        self.errors.append({"code": error.code, "fatal": error.fatal})

    def start(self) -> Promise[None]:
        """Send the camera."""
        assert self.manager
        self._answers = False
        return self.manager.add_local_stream(webrtc.MediaStream([track.track for track in self.camera]))

    def _handle(self, manager: PeerConnectionManager, message: ServerMessage) -> None:
        self._probe.note("received", type(message).__name__)
        match message:
            case ForwardedOffer(sdp=str(sdp)):
                self.collisions += self._offered
                if self._answers:
                    self.start()
                manager.handle_remote_description(SessionDescription("offer", sdp))
            case ForwardedAnswer():
                self._offered = False
                manager.handle_remote_description(SessionDescription("answer", message.sdp))
            case ForwardedIceCandidate():
                manager.handle_ice_candidate(message.candidate)
            case CallError():
                self.errors.append({"code": message.error, "fatal": True})
