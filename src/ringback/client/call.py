"""One call of a Python program."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from ringback.client.signaling import SignalingClient
from ringback.client.signaling_errors import SignalingError
from ringback.core.roles import Party, is_polite
from ringback.messages import (
    CallError,
    CallHangup,
    CallReject,
    ForwardedAccept,
    ForwardedAnswer,
    ForwardedHangup,
    ForwardedIceCandidate,
    ForwardedOffer,
    ForwardedReject,
)
from ringback.peer import (
    IceConnectionState,
    MediaStream,
    MediaStreamTrack,
    PeerConnectionConfig,
    PeerConnectionManager,
    PeerError,
    SessionDescription,
    TurnApi,
    create_peer_connection,
)

CallMessage = (
    ForwardedOffer
    | ForwardedAnswer
    | ForwardedIceCandidate
    | ForwardedAccept
    | ForwardedReject
    | ForwardedHangup
    | CallError
)
"""What the server has to say about a call."""

OnTrack = Callable[[MediaStreamTrack, Sequence[MediaStream]], object]


@dataclass(eq=False)
class Call:
    """A call with one other user, from its first message to its end. Made by ``Calls``."""

    call_id: str
    remote_user_id: str
    signaling: SignalingClient
    on_track: OnTrack = lambda _track, _streams: None
    """A track of the other side has come; set it before the call is accepted."""
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once media can flow; stays set."""
    _ended: asyncio.Event = field(default_factory=asyncio.Event)
    _reason: str = ""
    _connection: PeerConnectionManager | None = None
    _ready: bool = False
    _early: list[CallMessage] = field(default_factory=list)

    @property
    def connection(self) -> PeerConnectionManager:
        """The peer connection: add streams and data channels here."""
        if self._connection is None:
            raise RuntimeError("The call has no connection yet.")  # Calls hands no call out before it has one
        return self._connection

    async def ended(self) -> str:
        """Wait for the end, and return its reason: ``completed``, ``cancelled``, ``failed``, the error code of the
        server, or what the other side said. Cancelling stops only the waiting."""
        await self._ended.wait()
        return self._reason

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self._ended.is_set()

    def reject(self, reason: str = "declined") -> None:
        """Do not take a call that came in: for ``on_call``, before it returns."""
        if not self.is_over:
            self.end(reason)
            self._tell(CallReject(recipient_id=self.remote_user_id, call_id=self.call_id, reason=reason))

    def hang_up(self, reason: str | None = None) -> None:
        """End the call and tell the other side; again does nothing."""
        if not self.is_over:
            self.end(reason or "completed")
            self._tell(CallHangup(recipient_id=self.remote_user_id, call_id=self.call_id, reason=reason))

    def end(self, reason: str) -> None:
        """End the call on this side only; again does nothing."""
        if self.is_over:
            return
        self._reason = reason
        self._ended.set()
        self._early.clear()
        if self._connection is not None:
            self._connection.close()

    async def connect(self, turn_api: TurnApi, *, fallback_stun: str) -> None:
        """Make the connection. What has come for it meanwhile waits until ``take_up``."""
        config = PeerConnectionConfig(
            # Neither side has been told what the other is, so both go by their ids.
            polite=is_polite(Party(user_id=self.signaling.user_id), Party(user_id=self.remote_user_id)),
            call_id=self.call_id,
            remote_user_id=self.remote_user_id,
            signaling=self.signaling,
            on_track=self._track_came,
            on_ice_connection_state_change=self._ice_changed,
            on_error=self._failed,
        )
        connection = await create_peer_connection(config, turn_api, fallback_stun=fallback_stun)
        if self.is_over:
            connection.close()
        self._connection = connection

    def take_up(self) -> None:
        """Begin to negotiate, with what has come early."""
        self._ready = True
        early, self._early = self._early, []
        for message in early:
            self.receive(message)

    def receive(self, message: CallMessage) -> None:
        """Take a message about this call; before ``take_up``, what is for the connection waits."""
        match message:
            case ForwardedReject(reason=reason) | ForwardedHangup(reason=reason):
                self.end(reason or "completed")
            case CallError(error=error):
                self.end(error)
            case ForwardedAccept():
                pass
            case _ if not self._ready:
                self._early.append(message)
            case ForwardedOffer(sdp=str(sdp)):
                self.connection.handle_remote_description(SessionDescription("offer", sdp))
            case ForwardedAnswer(sdp=sdp):
                self.connection.handle_remote_description(SessionDescription("answer", sdp))
            case ForwardedIceCandidate(candidate=candidate):
                self.connection.handle_ice_candidate(candidate)

    def _tell(self, message: CallReject | CallHangup) -> None:
        with suppress(SignalingError):  # nobody can be told; the other side loses the connection and ends by itself
            self.signaling.send(message)

    def _track_came(self, track: MediaStreamTrack, streams: Sequence[MediaStream]) -> None:
        self.on_track(track, streams)

    def _ice_changed(self, state: IceConnectionState) -> None:
        if state in ("connected", "completed"):
            self.connected.set()

    def _failed(self, error: PeerError) -> None:
        if error.fatal:
            self.hang_up("failed")
