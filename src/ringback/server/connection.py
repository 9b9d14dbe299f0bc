"""One authenticated connection, whatever carries it: its frames in, its answers out, and the life of its token."""

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import Final, Protocol, cast

import msgspec
from starlette.requests import HTTPConnection

from ringback.codec import decode, encode
from ringback.core.limits import Allowances, Kind, Meter
from ringback.core.switchboard import call_error
from ringback.errors import (
    AuthenticationError,
    InternalError,
    InvalidField,
    NotAllowed,
    NotJson,
    ProtocolError,
    RateLimited,
    TokenInvalid,
)
from ringback.messages import (
    PROTOCOL_VERSION,
    Ack,
    Authenticate,
    CallAccept,
    CallAnswer,
    CallError,
    CallHangup,
    CallIceCandidate,
    CallMessage,
    CallOffer,
    CallReject,
    ClientMessage,
    CloseCode,
    Hello,
    Ping,
    Pong,
    PresenceWatch,
    ServerMessage,
    SessionGrant,
    TokenRefresh,
    TokenRefreshed,
    UserId,
    Welcome,
)
from ringback.server.authentication import Authenticator, Identity
from ringback.server.exchange import Exchange
from ringback.server.permission import Permission
from ringback.server.session import DeviceSession
from ringback.server.sessions import Newcomer, Sessions
from ringback.server.upkeep import Upkeep

logger = logging.getLogger("ringback.server")


TOO_MUCH: Final = RateLimited("Too much at once: wait for `retryInMs`.")

KIND_OF: Final = {
    CallOffer: Kind.MESSAGE,
    CallAnswer: Kind.MESSAGE,
    CallIceCandidate: Kind.CANDIDATE,
    CallAccept: Kind.MESSAGE,
    CallReject: Kind.MESSAGE,
    CallHangup: Kind.MESSAGE,
}
"""By which bucket a message is measured; an offer that begins a call has one of its own."""


@dataclass(frozen=True, kw_only=True)
class Services:
    """What all connections of a server share."""

    authenticator: Authenticator
    exchange: Exchange
    sessions: Sessions
    permission: Permission
    presence: bool
    allowances: Allowances
    upkeep: Upkeep


class Wire(Protocol):
    """What carries the frames: the exchange's line to a plain client, or the socket of a session."""

    def put(self, frame: bytes, message: ServerMessage | None = None) -> None:
        """Queue ``frame``, or close when the queue is full. Never waits."""

    def replay(self, frames: Sequence[bytes]) -> None:
        """Queue what was missed; that counts towards no bound. Never waits."""

    def close(self, code: CloseCode) -> None:
        """End soon. Never waits; closing twice does no harm."""


class Connection:
    """Handles the frames of one connection, one after the other."""

    def __init__(self, wire: Wire, handshake: HTTPConnection, identity: Identity, services: Services) -> None:
        self._wire = wire
        self._handshake = handshake
        self._identity = identity
        self._services = services
        self._session: DeviceSession | None = None
        self._meter = Meter(services.allowances)
        self._expiry: asyncio.TimerHandle | None = None
        self._watching: asyncio.Task[None] | None = None
        self._watch_expiry()
        self._connection_id = services.exchange.open(wire, identity.user_id)

    def end(self, *, goodbye: bool) -> None:
        """The connection is gone, because the client has said ``goodbye`` or otherwise: then its session goes on."""
        if self._expiry is not None:
            self._expiry.cancel()
        if self._watching is not None:
            self._watching.cancel()
        if self._session is None:
            self._services.exchange.closed(self._connection_id)
        elif self._session.is_on(self._wire):
            if goodbye:
                self._session.close(CloseCode.GOING_AWAY)
            else:
                self._session.lose(self._wire)

    async def receive(self, frame: str) -> None:
        """Handle one text frame. Whatever is wrong with it is answered; cancelling may lose that one frame."""
        if self._session is not None:
            if not self._session.is_on(self._wire):
                return  # what its client sent here at last it sends again where it is now
            self._session.heard()
        try:
            message = decode(frame, invitations=self._session is not None)
        except ProtocolError as error:
            if self._allows(Kind.CONTROL, call_id=error.call_id, command_id=error.command_id):
                self.refuse(error)
        else:
            if self._allows_message(message):
                await self.handle(message)

    def receive_binary(self) -> None:
        """Answer a binary frame; there is nothing to be said in one."""
        if self._allows(Kind.CONTROL):
            self.refuse(NotJson("Messages are text frames; this one was binary.", field="frame"))

    def refuse(self, error: ProtocolError) -> None:
        """Tell the client what it has to mend."""
        self._send(call_error(error, call_id=error.call_id, command_id=error.command_id))

    async def handle(self, message: ClientMessage) -> None:
        """Do what ``message`` asks for."""
        match message:
            case CallOffer() | CallAnswer() | CallIceCandidate() | CallAccept() | CallReject() | CallHangup():
                await self._call(message)
            case Hello():
                await self._hello(message)
            case TokenRefresh():
                await self._renew(message.token)
            case Ack():
                self._acknowledge(message)
            case Ping() | Pong():
                self._beat(message)
            case PresenceWatch():
                self._watch(message.user_ids)
            case Authenticate():
                self.refuse(
                    InvalidField("This connection is authenticated; renew with `token-refresh`.", field="type")
                )

    # --- how much ---

    def _allows_message(self, message: ClientMessage) -> bool:
        kind = KIND_OF.get(type(message))
        if kind is None:
            return self._allows(Kind.CONTROL)
        message = cast("CallMessage", message)  # see KIND_OF
        if type(message) is CallOffer and self._services.exchange.is_new(self._connection_id, message):
            kind = Kind.CALL
        return self._allows(kind, call_id=message.call_id, command_id=message.command_id)

    def _allows(self, kind: Kind, *, call_id: str | None = None, command_id: str | None = None) -> bool:
        """Whether one more of ``kind`` may come. If not, the client is told when, and cut off if it does not stop."""
        now = time.monotonic()
        wait_s = self._meter.wait_s(kind, now)
        if not wait_s:
            return True
        if self._meter.cut_off(now):
            self._wire.close(CloseCode.RATE_LIMITED)
            return False
        if command_id is not None or not self._meter.wait_s(Kind.REFUSAL, now):
            error = call_error(TOO_MUCH, call_id=call_id, command_id=command_id)
            self._send(msgspec.structs.replace(error, retry_in_ms=ceil(wait_s * 1000)))
        return False

    # --- calls ---

    async def _call(self, message: CallMessage) -> None:
        if self._session is not None and message.command_id is not None:
            reply = await self._session.answer(message.command_id, partial(self._carry_out, message))
            self._wire.put(reply)
        elif (error := await self._carry_out(message)) is not None:
            self._send(error)

    async def _carry_out(self, message: CallMessage) -> CallError | None:
        """Returns why it was not done."""
        user = self._identity.user_id
        exchange = self._services.exchange
        if isinstance(message, CallOffer):
            refusal = await self._services.permission.refusal(user, message.recipient_id)
            if refusal is not None:
                if isinstance(refusal, NotAllowed):
                    with suppress(InternalError):  # a refusal stands without a record
                        await exchange.refused(self._connection_id, user, message)
                return call_error(refusal, call_id=message.call_id)
        try:
            return await exchange.handle(self._connection_id, user, message)
        except InternalError as error:
            logger.exception("a message about a call was not carried out")
            return call_error(error, call_id=message.call_id)

    # --- the session ---

    async def _hello(self, hello: Hello) -> None:
        if self._session is not None:
            self.refuse(InvalidField("This connection has said hello, and named its device.", field="type"))
        elif hello.device_id is None:
            self._welcome(None)
            self._services.exchange.introduced(self._connection_id, None, call_waiting=hello.call_waiting)
        else:
            newcomer = Newcomer(self._connection_id, self._identity.user_id, self._wire, hello, hello.device_id)
            self._session = await self._services.sessions.begin(newcomer, self._welcome)
            self._connection_id = self._session.connection_id
        if hello.presence and self._services.presence:
            self._services.exchange.watch_presence(self._connection_id)

    def _welcome(self, grant: SessionGrant | None) -> None:
        self._send(
            Welcome(
                protocol=PROTOCOL_VERSION,
                user_id=self._identity.user_id,
                token_expires_in_ms=self._token_expires_in_ms(),
                server_now=round(time.time() * 1000),
                session=grant,
            )
        )

    def _beat(self, message: Ping | Pong) -> None:
        if isinstance(message, Ping):
            self._send(Pong())

    def _acknowledge(self, ack: Ack) -> None:
        if self._session is None or not self._session.acknowledge(ack.seq):
            self.refuse(InvalidField("`seq` is not that of an event which was sent here.", field="seq"))

    def _watch(self, users: list[UserId]) -> None:
        """Asking the application may take its time; calls do not wait for it, and a newer list takes its place."""
        if self._watching is not None:
            self._watching.cancel()
        self._watching = asyncio.get_running_loop().create_task(self._watch_allowed(users))

    async def _watch_allowed(self, users: list[UserId]) -> None:
        allowed = await self._services.permission.allowed(self._identity.user_id, users)
        self._services.exchange.watch_users(self._connection_id, allowed)

    # --- the token ---

    async def _renew(self, token: str) -> None:
        try:
            identity = await self._services.authenticator.identify(self._handshake, token)
            if identity is None or identity.user_id != self._identity.user_id:
                raise TokenInvalid("The new token is not one of the user of this connection.")
        except (AuthenticationError, InternalError) as error:
            self._send(call_error(error, call_id=None))
            return
        self._identity = identity
        self._watch_expiry()
        self._send(TokenRefreshed(token_expires_in_ms=self._token_expires_in_ms()))

    def _watch_expiry(self) -> None:
        if self._expiry is not None:
            self._expiry.cancel()
            self._expiry = None
        remaining_ms = self._token_expires_in_ms()
        if remaining_ms is not None:
            loop = asyncio.get_running_loop()
            self._expiry = loop.call_later(remaining_ms / 1000, self._wire.close, CloseCode.TOKEN_EXPIRED)

    def _token_expires_in_ms(self) -> int | None:
        expires_at = self._identity.expires_at
        return None if expires_at is None else max(0, round((expires_at - time.time()) * 1000))

    def _send(self, message: ServerMessage) -> None:
        self._wire.put(encode(message))
