"""One authenticated connection, whatever carries it: its frames in, its answers out, and the life of its token."""

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from ringback.codec import decode, encode
from ringback.core.switchboard import call_error
from ringback.errors import AuthenticationError, InternalError, InvalidField, NotAllowed, ProtocolError, TokenInvalid
from ringback.messages import (
    PROTOCOL_VERSION,
    Ack,
    Authenticate,
    CallAccept,
    CallAnswer,
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
    TokenRefresh,
    TokenRefreshed,
    Welcome,
)
from ringback.server.authentication import Authenticator, Identity
from ringback.server.exchange import Exchange, Line
from ringback.server.permission import Permission

logger = logging.getLogger("ringback.server")


@dataclass(frozen=True, kw_only=True)
class Services:
    """What all sessions of a server share."""

    authenticator: Authenticator
    exchange: Exchange
    permission: Permission
    presence: bool


class Session:
    """Handles the frames of one connection, one after the other."""

    def __init__(self, line: Line, handshake: HTTPConnection, identity: Identity, services: Services) -> None:
        self._line = line
        self._handshake = handshake
        self._identity = identity
        self._services = services
        self._expiry: asyncio.TimerHandle | None = None
        self._watch_expiry()
        self._connection_id = services.exchange.open(line, identity.user_id)

    def end(self) -> None:
        """The connection is gone."""
        if self._expiry is not None:
            self._expiry.cancel()
        self._services.exchange.closed(self._connection_id)

    async def receive(self, frame: str) -> None:
        """Handle one text frame. Whatever is wrong with it is answered; cancelling may lose that one frame."""
        try:
            message = decode(frame)
        except ProtocolError as error:
            self.refuse(error)
        else:
            await self.handle(message)

    def refuse(self, error: ProtocolError) -> None:
        """Tell the client what it has to mend."""
        self._send(call_error(error, call_id=error.call_id))

    async def handle(self, message: ClientMessage) -> None:
        """Do what ``message`` asks for."""
        match message:
            case Hello():
                self._welcome(message)
            case TokenRefresh():
                await self._renew(message.token)
            case Authenticate():
                self.refuse(
                    InvalidField("This connection is authenticated; renew with `token-refresh`.", field="type")
                )
            case CallOffer():
                await self._offer(message)
            case CallAnswer() | CallIceCandidate() | CallAccept() | CallReject() | CallHangup():
                await self._deliver(message)
            case Ack() | Ping() | Pong() | PresenceWatch():
                pass

    async def _offer(self, offer: CallOffer) -> None:
        refusal = await self._services.permission.refusal(self._identity.user_id, offer.recipient_id)
        if refusal is None:
            await self._deliver(offer)
            return
        self._send(call_error(refusal, call_id=offer.call_id))
        if isinstance(refusal, NotAllowed):
            with suppress(InternalError):  # a refusal stands without a record
                await self._services.exchange.refused(self._connection_id, self._identity.user_id, offer)

    async def _deliver(self, message: CallMessage) -> None:
        try:
            await self._services.exchange.handle(self._connection_id, self._identity.user_id, message)
        except InternalError as error:
            logger.exception("a message about a call was not carried out")
            self._send(call_error(error, call_id=message.call_id))

    def _welcome(self, hello: Hello) -> None:
        self._send(
            Welcome(
                protocol=PROTOCOL_VERSION,
                user_id=self._identity.user_id,
                token_expires_in_ms=self._token_expires_in_ms(),
            )
        )
        self._services.exchange.introduced(self._connection_id, hello.device_id, call_waiting=hello.call_waiting)
        if hello.presence and self._services.presence:
            self._services.exchange.watch_presence(self._connection_id)

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
            self._expiry = loop.call_later(remaining_ms / 1000, self._line.close, CloseCode.TOKEN_EXPIRED)

    def _token_expires_in_ms(self) -> int | None:
        expires_at = self._identity.expires_at
        return None if expires_at is None else max(0, round((expires_at - time.time()) * 1000))

    def _send(self, message: ServerMessage) -> None:
        self._line.put(encode(message))
