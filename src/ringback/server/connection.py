"""One authenticated connection, whatever carries it: its frames in, its answers out, and the life of its token."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from starlette.requests import HTTPConnection

from ringback.codec import decode, encode
from ringback.core.limits import Allowances, Kind
from ringback.core.switchboard import call_error
from ringback.errors import (
    AuthenticationError,
    InternalError,
    InvalidField,
    NotJson,
    ProtocolError,
    TokenInvalid,
)
from ringback.messages import (
    PROTOCOL_VERSION,
    Ack,
    Authenticate,
    CallMessage,
    CallOffer,
    CallReport,
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
from ringback.server.dispatch import carry_out
from ringback.server.exchange import Exchange
from ringback.server.permission import Permission
from ringback.server.rate_limit import RateLimit
from ringback.server.reports import Reports
from ringback.server.session import DeviceSession
from ringback.server.sessions import Newcomer, Sessions
from ringback.server.turns import Answer
from ringback.server.upkeep import Upkeep

logger = logging.getLogger("ringback.server")


@dataclass(frozen=True, kw_only=True)
class Services:
    """What all connections of a server share."""

    authenticator: Authenticator
    exchange: Exchange
    sessions: Sessions
    permission: Permission
    reports: Reports
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
        self._limit = RateLimit(
            services.allowances,
            refuse=self._send,
            cut_off=lambda: wire.close(CloseCode.RATE_LIMITED),
        )
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

    def receive(self, frame: str | bytes) -> Awaitable[None] | None:
        """Handle one text frame. Whatever is wrong with it is answered.

        What cannot be done at once is to be awaited before the next frame; cancelling may lose that one.
        """
        if self._session is not None:
            if not self._session.is_on(self._wire):
                return None  # what its client sent here at last it sends again where it is now
            self._session.heard()
        try:
            message = decode(frame, invitations=self._session is not None)
        except ProtocolError as error:
            if self._limit.allows(Kind.CONTROL, call_id=error.call_id, command_id=error.command_id):
                self.refuse(error)
        else:
            if self._limit.allows_message(message, self._is_new):
                return self.handle(message)
        return None

    def receive_binary(self) -> None:
        """Answer a binary frame; there is nothing to be said in one."""
        if self._limit.allows(Kind.CONTROL):
            self.refuse(NotJson("Messages are text frames; this one was binary.", field="frame"))

    def refuse(self, error: ProtocolError) -> None:
        """Tell the client what it has to mend."""
        self._send(call_error(error, call_id=error.call_id, command_id=error.command_id))

    def handle(self, message: ClientMessage) -> Awaitable[None] | None:
        """Do what ``message`` asks for; what cannot be done at once is to be awaited."""
        match message:
            case Hello():
                return self._hello(message)
            case TokenRefresh():
                return self._renew(message.token)
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
            case _:
                return self._command(message)
        return None

    # --- calls ---

    def _is_new(self, offer: CallOffer) -> bool:
        return self._services.exchange.is_new(self._connection_id, offer)

    def _command(self, message: CallMessage | CallReport) -> Awaitable[None] | None:
        reply: bytes | Answer | Awaitable[bytes | Answer]
        if self._session is not None and message.command_id is not None:
            reply = self._session.answer(message.command_id, partial(self._carry_out, message))
        else:
            reply = self._carry_out(message)
        if reply is not None and isinstance(reply, Awaitable):
            return self._reply_later(reply)
        self._reply(reply)
        return None

    async def _reply_later(self, reply: Awaitable[bytes | Answer]) -> None:
        self._reply(await reply)

    def _reply(self, reply: bytes | Answer) -> None:
        if reply is not None:
            self._wire.put(reply if isinstance(reply, bytes) else encode(reply))

    def _carry_out(self, message: CallMessage | CallReport) -> Answer | Awaitable[Answer]:
        return carry_out(self._services, self._connection_id, self._identity.user_id, message)

    # --- the session ---

    async def _hello(self, hello: Hello) -> None:
        if self._session is not None:
            self.refuse(InvalidField("This connection has said hello, and named its device.", field="type"))
        elif hello.device_id is None:
            self._welcome(None)
            self._services.exchange.introduced(self._connection_id, hello)
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
