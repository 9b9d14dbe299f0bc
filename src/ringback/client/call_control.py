"""The life of one call: what it says to the server and hears from it, and what follows from that."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from ringback.client.call_connection import CallConnection, Events, MakeConnection
from ringback.client.call_listeners import Listeners
from ringback.client.own_media import OwnMedia
from ringback.client.patience import Patience
from ringback.client.rejoining import Negotiated
from ringback.client.signaling import SignalingClient
from ringback.client.signaling_errors import SignalingError
from ringback.core.roles import Party, is_polite
from ringback.errors import CannotRejoin, RecipientOffline
from ringback.messages import (
    CallAccept,
    CallError,
    CallHangup,
    CallMerged,
    CallReject,
    CallRinging,
    ForwardedAccept,
    ForwardedAnswer,
    ForwardedHangup,
    ForwardedIceCandidate,
    ForwardedMedia,
    ForwardedOffer,
    ForwardedReject,
)
from ringback.peer import (
    IceConnectionState,
    PeerConnectionManager,
    PeerError,
    PeerMessage,
)
from ringback.peer.application import tell

logger = logging.getLogger("ringback.client")

BEHIND_S: Final = 5.0
"""How much longer than the server this side waits: the end is the server's to tell, unless it cannot be heard."""

CONNECT_S: Final = 30.0
"""From the accept to media."""

CallMessage = (
    ForwardedOffer
    | ForwardedAnswer
    | ForwardedIceCandidate
    | ForwardedAccept
    | ForwardedReject
    | ForwardedHangup
    | ForwardedMedia
    | CallRinging
    | CallError
)
"""What the server has to say about a call."""


class CallControl:
    """A call with one other user, from its first message to its end. Made by ``Switchboard``.

    Its media do not depend on the connection to the server: when that is lost the call goes on, and what is said
    meanwhile, a hang-up too, is told once there is one again.

    When the other side comes back to the call after a restart or a reload, ``connection`` is another one from then on:
    it sends what the one before sent, muted as it was, and brings the other side's tracks anew. Data channels end.
    """

    def __init__(self, call_id: str, remote_user_id: str, signaling: SignalingClient, *, outgoing: bool) -> None:
        self.call_id = call_id
        self.remote_user_id = remote_user_id
        self.outgoing = outgoing
        self.listeners = Listeners()
        self.errors: list[PeerError] = []
        """What went wrong with its connections."""
        self.ringing = asyncio.Event()
        """Set once the server says that it rings somewhere, which not every server does."""
        self.connected = asyncio.Event()
        """Set once media can flow; stays set."""
        self.accepted = asyncio.Event()
        """Set once it is taken."""
        self.confirmed = asyncio.Event()
        """Set once the server has said anything about it."""
        self.offers_video = False
        """Whether the caller announces a picture."""
        self._signaling = signaling
        # Until the server says which side is: both go by their ids then.
        self._polite = is_polite(Party(user_id=signaling.user_id), Party(user_id=remote_user_id))
        self._ended = asyncio.Event()
        self._reason = ""
        self._media_flow = False
        self._own_media = OwnMedia(signaling)
        self._connection = CallConnection(call_id, remote_user_id, self._events(), is_open=outgoing)
        self._patience = Patience(signaling, self.hang_up)

    @property
    def connection(self) -> PeerConnectionManager:
        """The peer connection: add streams and data channels here."""
        return self._connection.manager

    async def ended(self) -> str:
        """Wait for the end, and return its reason: ``completed``, ``cancelled``, ``failed``, the error code of the
        server, or what the other side said. Cancelling stops only the waiting."""
        await self._ended.wait()
        return self._reason

    @property
    def reason(self) -> str:
        """Why it has ended; empty until then."""
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
        self._patience.stop()
        self._connection.close()
        tell(self.listeners.ended)

    async def connect(self, make: MakeConnection) -> None:
        """Make the connection. What has come for it meanwhile waits until ``take_up``."""
        await self._connection.make(make)

    def hold(self, on: bool) -> None:
        """Tell the other side that this one sends and plays nothing, or does so again."""
        self._own_media.hold = on
        self._tell_media()

    def give_up_in(self, seconds: float, reason: str = "no_answer") -> None:
        """Hang up for ``reason`` unless media can flow by then, or another limit is set."""
        self._patience.stop()
        if not self.is_over and not self._media_flow:
            self._patience.lasts(seconds, reason, accepted=self.accepted.is_set())

    def accept(self) -> None:
        """Take a call that came in."""
        self._signaling.send(CallAccept(recipient_id=self.remote_user_id, call_id=self.call_id))
        self._take()
        self._connection.open()

    def take_up(self) -> None:
        """Begin to negotiate, with what has come early."""
        self._connection.take_up()

    def rejoin(self, *, polite: bool | None) -> None:
        """This program was in the call before it was started anew: for ``Switchboard``, before ``connect``."""
        self.confirmed.set()
        self._learn_role(polite)
        self.accepted.set()
        self._connection.rejoin()
        self.give_up_in(CONNECT_S + BEHIND_S, "lost")

    def merge(self, merged: CallMerged, came: Sequence[CallMessage]) -> None:
        """Go on as another call, which the other side has placed at the same time, and which is accepted."""
        self.call_id = merged.into
        self.confirmed.set()
        self._learn_role(merged.polite)
        self._take()
        self._connection.merged(merged.into, polite=self._polite)
        for message in came:
            self.receive(message)

    def leave(self) -> Sequence[CallMessage]:
        """End it without a word: it goes on as another one of ours. Returns what has come for its connection."""
        came = self._connection.close()
        self.end("merged")
        return came

    def repeat(self) -> None:
        """What was on its way to the other side may be lost. While it rings the server has what rings."""
        if self.accepted.is_set() and not self.is_over:
            self._connection.repeat()

    def receive(self, message: CallMessage) -> None:
        """Take a message about this call; before ``take_up``, what is for the connection waits."""
        self.confirmed.set()
        match message:
            case ForwardedReject(reason=reason):
                self.end(reason or "declined")
            case ForwardedHangup(reason=reason):
                self.end(reason or self._plain_end(by_caller=not self.outgoing))
            case CallError(error=error):
                self._refused(error)
            case CallRinging(expires_in_ms=expires_in_ms):
                self._rings(expires_in_ms / 1000)
            case ForwardedAccept(polite=polite):
                self._learn_role(polite)
                self._take()
            case ForwardedMedia():
                tell(self.listeners.media, message)
            case _:
                self._negotiate(message)

    def _negotiate(self, message: Negotiated) -> None:
        if isinstance(message, ForwardedOffer):
            self._learn_role(message.polite)
            self.offers_video |= message.media.video if message.media else "\nm=video " in (message.sdp or "")
        self._connection.receive(message)

    def _learn_role(self, polite: bool | None) -> None:
        """What the server decides stands once the call is accepted."""
        if polite is not None and not self.accepted.is_set():
            self._polite = polite

    def _rings(self, seconds: float) -> None:
        tell(None if self.ringing.is_set() else self.listeners.ringing)
        self.ringing.set()
        if not self.accepted.is_set():
            self.give_up_in(seconds + BEHIND_S)

    def _take(self) -> None:
        if not self.accepted.is_set():
            self.accepted.set()
            self.give_up_in(CONNECT_S + BEHIND_S, "failed")

    def _refused(self, error: str) -> None:
        """While media flow, what the server does not carry out ends nothing; nor does it while this side rejoins and
        the other one is away."""
        if error == CannotRejoin.code:
            self.hang_up("lost")
        elif self.connected.is_set() or (self._connection.is_rejoining and error == RecipientOffline.code):
            logger.warning("the server refused a message of a call that goes on: %s", error)
        else:
            self.end(error)

    def _plain_end(self, *, by_caller: bool) -> str:
        if self.accepted.is_set():
            return "completed"
        return "cancelled" if by_caller else "declined"

    def _tell(self, message: CallReject | CallHangup) -> None:
        with suppress(SignalingError):  # nobody can be told; the other side loses the connection and ends by itself
            self._signaling.send(message)

    def _say(self, message: PeerMessage) -> None:
        if not self.is_over:
            self._signaling.send(message)

    def _events(self) -> Events:
        return Events(
            send=self._say,
            is_polite=lambda: self._polite,
            track=lambda track, streams: tell(self.listeners.track, track, streams),
            channel=lambda channel: tell(self.listeners.channel, channel),
            ice=self._ice_changed,
            error=self._failed,
            local_media=self._tell_media,
            accepted=self._take,
            replaced=self._replaced,
        )

    def _ice_changed(self, state: IceConnectionState) -> None:
        if state in ("connected", "completed"):
            self._media_flow = True
            self.connected.set()
            self._patience.stop()
            self._tell_media()
            tell(self.listeners.connected)

    def _replaced(self) -> None:
        """The other side has rejoined: it has to be told anew, and media have to flow anew."""
        self._media_flow = False
        self._own_media.forget()
        self.give_up_in(CONNECT_S + BEHIND_S, "lost")

    def _tell_media(self) -> None:
        if self._media_flow and not self.is_over and self._signaling.welcome.session is not None:
            self._own_media.tell(self.call_id, self.remote_user_id, self.connection)

    def _failed(self, error: PeerError) -> None:
        self.errors.append(error)
        if error.fatal:
            self._patience.end("failed", accepted=self.accepted.is_set())
