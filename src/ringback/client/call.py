"""One call of a Python program."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

from ringback.client.call_signaling import CallSignaling
from ringback.client.signaling import SignalingClient
from ringback.client.signaling_errors import SignalingError
from ringback.core.roles import Party, is_polite
from ringback.messages import (
    CallAccept,
    CallError,
    CallHangup,
    CallReject,
    CallRinging,
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
    PeerMessage,
    SessionDescription,
    TurnApi,
    create_peer_connection,
)

logger = logging.getLogger("ringback.client")

BEHIND_S: Final = 5.0
"""How much longer than the server this side waits: the end is the server's to tell, unless it cannot be heard."""

CONNECT_S: Final = 30.0
"""From the accept to media."""

ALONE_S: Final = 90.0
"""How much longer a call goes on without media and without the server: with the 30 s after which its media count as
lost, two minutes."""

LAST_WORD_S: Final = 10.0
"""How long the server has, once it is back, to tell how such a call ended. The other side may have hung up without it
too, and takes a while to come back."""

CallMessage = (
    ForwardedOffer
    | ForwardedAnswer
    | ForwardedIceCandidate
    | ForwardedAccept
    | ForwardedReject
    | ForwardedHangup
    | CallRinging
    | CallError
)
"""What the server has to say about a call."""

OnTrack = Callable[[MediaStreamTrack, Sequence[MediaStream]], object]


def _ignore(_track: MediaStreamTrack, _streams: Sequence[MediaStream]) -> None:
    """Nobody wants the track."""


class Call:
    """A call with one other user, from its first message to its end. Made by ``Calls``.

    Its media do not depend on the connection to the server: when that is lost the call goes on, and what is said
    meanwhile, a hang-up too, is told once there is one again.
    """

    def __init__(self, call_id: str, remote_user_id: str, signaling: SignalingClient, *, outgoing: bool) -> None:
        self.call_id = call_id
        self.remote_user_id = remote_user_id
        self.outgoing = outgoing
        self.on_track: OnTrack = _ignore
        """A track of the other side has come; set it before the call is accepted."""
        self.ringing = asyncio.Event()
        """Set once the server says that it rings somewhere, which not every server does."""
        self.connected = asyncio.Event()
        """Set once media can flow; stays set."""
        self.confirmed = False
        """Whether the server has said anything about it."""
        self._signaling = signaling
        # Neither side has been told what the other is, so both go by their ids.
        self._polite = is_polite(Party(user_id=signaling.user_id), Party(user_id=remote_user_id))
        self._said = CallSignaling(self._say, call_id, is_open=outgoing)
        self._ended = asyncio.Event()
        self._reason = ""
        self._accepted = False
        self._connection: PeerConnectionManager | None = None
        self._ready = False
        self._early: list[CallMessage] = []
        self._stop: asyncio.TimerHandle | asyncio.Task[None] | None = None

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
            self.end(reason or self._plain_end(by_caller=self.outgoing))
            self._tell(CallHangup(recipient_id=self.remote_user_id, call_id=self.call_id, reason=reason))

    def end(self, reason: str) -> None:
        """End the call on this side only; again does nothing."""
        if self.is_over:
            return
        self._reason = reason
        self._ended.set()
        self._early.clear()
        self._stop_timer()
        if self._connection is not None:
            self._connection.close()

    async def connect(self, turn_api: TurnApi, *, fallback_stun: str) -> None:
        """Make the connection. What has come for it meanwhile waits until ``take_up``."""
        config = PeerConnectionConfig(
            polite=self._polite,
            call_id=self.call_id,
            remote_user_id=self.remote_user_id,
            signaling=self._said,
            on_track=self._track_came,
            on_ice_connection_state_change=self._ice_changed,
            on_error=self._failed,
        )
        connection = await create_peer_connection(config, turn_api, fallback_stun=fallback_stun)
        if self.is_over:
            connection.close()
        self._connection = connection

    def give_up_in(self, seconds: float, reason: str = "no_answer") -> None:
        """Hang up for ``reason`` unless media can flow by then, or another limit is set."""
        self._stop_timer()
        if not self.is_over and not self.connected.is_set():
            self._stop = asyncio.get_running_loop().call_later(seconds, self._give_up, reason)

    def accept(self) -> None:
        """Take a call that came in."""
        self._signaling.send(CallAccept(recipient_id=self.remote_user_id, call_id=self.call_id))
        self._take()
        self._said.open()
        self.take_up()

    def take_up(self) -> None:
        """Begin to negotiate, with what has come early."""
        self._ready = True
        early, self._early = self._early, []
        for message in early:
            self.receive(message)

    def merge(self, into: str, came: Sequence[CallMessage]) -> None:
        """Go on as the call ``into``, which the other side has placed at the same time, and which is accepted."""
        self.call_id = into
        self.confirmed = True
        self._take()
        self._said.merged(into, polite=self._polite)
        for message in came:
            self.receive(message)

    def leave(self) -> list[CallMessage]:
        """End it without a word: it goes on as another one of ours. Returns what has come for its connection."""
        came = list(self._early)
        self.end("merged")
        return came

    def repeat(self) -> None:
        """What was on its way to the other side may be lost. While it rings the server has what rings."""
        if self._accepted and not self.is_over:
            self._said.repeat()

    def receive(self, message: CallMessage) -> None:
        """Take a message about this call; before ``take_up``, what is for the connection waits."""
        self.confirmed = True
        match message:
            case ForwardedReject(reason=reason):
                self.end(reason or "declined")
            case ForwardedHangup(reason=reason):
                self.end(reason or self._plain_end(by_caller=not self.outgoing))
            case CallError(error=error):
                self._refused(error)
            case CallRinging(expires_in_ms=expires_in_ms):
                self._rings(expires_in_ms / 1000)
            case ForwardedAccept():
                self._take()
            case _ if self.is_over:
                pass
            case _ if not self._ready:
                self._early.append(message)
            case _:
                self._to_connection(message)

    def _to_connection(self, message: CallMessage) -> None:
        match message:
            case ForwardedOffer(sdp=str(sdp)) if self._said.is_news(message):
                self.connection.handle_remote_description(SessionDescription("offer", sdp))
            case ForwardedAnswer(sdp=sdp) if self._said.is_news(message):
                self._take()
                self.connection.handle_remote_description(SessionDescription("answer", sdp))
            case ForwardedIceCandidate(candidate=candidate):
                self.connection.handle_ice_candidate(candidate)

    def _rings(self, seconds: float) -> None:
        self.ringing.set()
        if not self._accepted:
            self.give_up_in(seconds + BEHIND_S)

    def _take(self) -> None:
        if not self._accepted:
            self._accepted = True
            self.give_up_in(CONNECT_S + BEHIND_S, "failed")

    def _refused(self, error: str) -> None:
        """While media flow, what the server does not carry out ends nothing."""
        if self.connected.is_set():
            logger.warning("the server refused a message of a call that goes on: %s", error)
        else:
            self.end(error)

    def _plain_end(self, *, by_caller: bool) -> str:
        if self._accepted:
            return "completed"
        return "cancelled" if by_caller else "declined"

    def _tell(self, message: CallReject | CallHangup) -> None:
        with suppress(SignalingError):  # nobody can be told; the other side loses the connection and ends by itself
            self._signaling.send(message)

    def _say(self, message: PeerMessage) -> None:
        if not self.is_over:
            self._signaling.send(message)

    def _track_came(self, track: MediaStreamTrack, streams: Sequence[MediaStream]) -> None:
        self.on_track(track, streams)

    def _ice_changed(self, state: IceConnectionState) -> None:
        if state in ("connected", "completed"):
            self.connected.set()
            self._stop_timer()

    def _failed(self, error: PeerError) -> None:
        if error.fatal:
            self._give_up("failed")

    def _give_up(self, reason: str) -> None:
        """Hang up, but a call that was taken not while the server is away: the other side may have ended it there, and
        media may come back together with the server."""
        self._stop_timer()
        if self._accepted and self._signaling.state in ("connecting", "waiting"):
            self._stop = asyncio.ensure_future(self._give_up_later(reason))
        else:
            self.hang_up(reason)

    async def _give_up_later(self, reason: str) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(ALONE_S):
                while True:
                    await self._signaling.opened()
                    await asyncio.sleep(LAST_WORD_S)
                    if self._signaling.state == "open":
                        break
        self.hang_up(reason)

    def _stop_timer(self) -> None:
        if self._stop is not None:
            self._stop.cancel()
