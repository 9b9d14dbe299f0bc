"""The peer connection of a call, and the one that takes its place when one of the two sides rejoins."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from ringback.client.call_signaling import CallSignaling
from ringback.client.rejoining import Negotiated, Rejoining
from ringback.messages import ForwardedAnswer, ForwardedIceCandidate, ForwardedOffer
from ringback.peer import (
    DataChannel,
    IceConnectionState,
    InvalidState,
    MediaStream,
    MediaStreamTrack,
    PeerConnectionConfig,
    PeerConnectionManager,
    PeerError,
    PeerMessage,
    SessionDescription,
)

MakeConnection = Callable[[PeerConnectionConfig], Awaitable[PeerConnectionManager]]
"""Makes a connection, initialised."""


@dataclass(frozen=True, kw_only=True)
class Events:
    """Whom a connection tells."""

    send: Callable[[PeerMessage], None]
    is_polite: Callable[[], bool]
    track: Callable[[MediaStreamTrack, Sequence[MediaStream]], object]
    channel: Callable[[DataChannel], object]
    ice: Callable[[IceConnectionState], object]
    error: Callable[[PeerError], object]
    local_media: Callable[[], object]
    accepted: Callable[[], object]
    """The other side has answered."""
    replaced: Callable[[], object]
    """Another connection takes the place of this one: media stop until it stands."""


class CallConnection:
    """What a call says to its peer connection, and hears from it. What comes before ``take_up`` waits."""

    def __init__(self, call_id: str, remote_user_id: str, events: Events, *, is_open: bool) -> None:
        self._call_id = call_id
        self._remote_user_id = remote_user_id
        self._events = events
        self._rejoining = Rejoining()
        self._said = CallSignaling(events.send, call_id, is_open=is_open)
        self._create: MakeConnection | None = None
        self._manager: PeerConnectionManager | None = None
        self._making: asyncio.Task[None] | None = None
        self._ready = self._closed = False
        self._early: list[Negotiated] = []

    @property
    def manager(self) -> PeerConnectionManager:
        """The present one."""
        if self._manager is None:
            raise InvalidState("The call has no connection yet.")
        return self._manager

    @property
    def is_rejoining(self) -> bool:
        """Whether this side has begun another connection, and the other side has not followed yet."""
        return self._rejoining.is_pending

    def rejoin(self) -> None:
        """The first connection of this call is lost: the one that is made now takes its place."""
        self._rejoining.begin(uuid4().hex)
        self._said = self._signaling()

    async def make(self, create: MakeConnection) -> None:
        """Make the connection, and later those that take its place."""
        self._create = create
        manager = await create(self._config())
        if self._closed:
            manager.close()
        self._manager = manager

    def open(self) -> None:
        """The call is taken: what was held goes out, and what has come is heard."""
        self._said.open()
        self.take_up()

    def take_up(self) -> None:
        """Begin to negotiate, with what has come early."""
        self._ready = True
        early, self._early = self._early, []
        for message in early:
            self.receive(message)

    def merged(self, into: str, *, polite: bool) -> None:
        """The call goes on as ``into``."""
        self._call_id = into
        self._said.merged(into, polite=polite)

    def repeat(self) -> None:
        """What was on its way may be lost."""
        self._said.repeat()

    def receive(self, message: Negotiated) -> None:
        """Take a message of the other side's connection."""
        if self._closed:
            return
        if not self._ready:
            self._early.append(message)
            return
        match self._rejoining.heard(message, polite=self._events.is_polite()):
            case "take":
                self._take(message)
            case "follow":
                self._early.append(message)
                self._replace()
            case "insist":
                self._said.say_again()
            case "begin":
                self._rejoining.begin(uuid4().hex)
                self._replace()

    def close(self) -> list[Negotiated]:
        """End it. Returns what has come for it and was not heard."""
        self._closed = True
        came, self._early = self._early, []
        if self._making is not None:
            self._making.cancel()
        if self._manager is not None:
            self._manager.close()
        return came

    def _take(self, message: Negotiated) -> None:
        match message:
            case ForwardedOffer(sdp=str(sdp)) if self._said.is_news(message):
                self.manager.handle_remote_description(SessionDescription("offer", sdp))
            case ForwardedAnswer(sdp=sdp) if self._said.is_news(message):
                self._events.accepted()
                self.manager.handle_remote_description(SessionDescription("answer", sdp))
            case ForwardedIceCandidate(candidate=candidate):
                self.manager.handle_ice_candidate(candidate)

    def _signaling(self) -> CallSignaling:
        return CallSignaling(self._events.send, self._call_id, is_open=True, connection_id=self._rejoining.current)

    def _config(self) -> PeerConnectionConfig:
        return PeerConnectionConfig(
            polite=self._events.is_polite,
            call_id=self._call_id,
            remote_user_id=self._remote_user_id,
            signaling=self._said,
            on_track=self._events.track,
            on_data_channel=self._events.channel,
            on_ice_connection_state_change=self._events.ice,
            on_local_media_change=self._events.local_media,
            on_error=self._events.error,
        )

    def _replace(self) -> None:
        """Until the new connection is made, the old one keeps what is sent, and what comes waits."""
        self._ready = False
        self._said = self._signaling()
        self._events.replaced()
        self._making = asyncio.create_task(self._make_another())

    async def _make_another(self) -> None:
        try:
            assert self._create is not None  # noqa: S101 # nothing is received before `make`
            manager = await self._create(self._config())
            before, self._manager = self.manager, manager
            before.hand_over(manager)
        except Exception as cause:  # noqa: BLE001 - of the engine, or code of the application
            error = PeerError("negotiation_failed", "The call could not be joined again.", fatal=True)
            self._events.error(error.because(cause))
        else:
            self.take_up()
