"""One WebSocket to the server: its opening handshake, its frames, and what its end means."""

import logging
import re
from typing import Final

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage, InvalidStatus

from ringback.client.signaling_errors import (
    AuthenticationExpired,
    ConnectionLost,
    HandshakeRefused,
    ServerUnreachable,
    SignalingError,
    SlowConsumer,
    TokenRefused,
)
from ringback.errors import TokenExpired
from ringback.messages import ClientMessage, CloseCode, Refusal, ServerMessage

logger = logging.getLogger("ringback.client")

OPEN_TIMEOUT_S: Final = 10.0
CLOSE_TIMEOUT_S: Final = 2.0
PING_S: Final = 20.0
"""A ping this often, and as long for its answer: a connection that went silent is noticed in twice that."""

# RFC 6750 §2.1; a token with other characters goes into the hello.
_HEADER_TOKEN: Final = re.compile(r"[A-Za-z0-9\-._~+/]+=*")

_decoder: Final[msgspec.json.Decoder[ServerMessage]] = msgspec.json.Decoder(ServerMessage)
_refusals: Final = msgspec.json.Decoder(Refusal)
_encoder: Final = msgspec.json.Encoder()


def fits_a_header(token: str) -> bool:
    """Whether ``Authorization: Bearer`` can carry the token."""
    return _HEADER_TOKEN.fullmatch(token) is not None


async def open_socket(url: str, token: str) -> ClientConnection:
    """A connection to ``/ws``, the token in its ``Authorization`` header. Cancelling leaves nothing open.

    Raises:
        ServerUnreachable: there is no server.
        TokenRefused: the server does not accept the token.
        AuthenticationExpired: the token is too old.
        HandshakeRefused: the server says no for another reason.
    """
    try:
        return await connect(
            url,
            additional_headers={"Authorization": f"Bearer {token}"} if fits_a_header(token) else None,
            compression=None,
            open_timeout=OPEN_TIMEOUT_S,
            close_timeout=CLOSE_TIMEOUT_S,
            ping_interval=PING_S,
            ping_timeout=PING_S,
        )
    except InvalidStatus as error:
        raise refused(error.response.status_code, bytes(error.response.body or b"")) from error
    except (InvalidMessage, InvalidHandshake) as error:
        raise HandshakeRefused("What answers at this address is not a ringback server.") from error
    except (OSError, TimeoutError) as error:
        raise ServerUnreachable("No server can be reached at this address.") from error


def encode(message: ClientMessage) -> str:
    """The text frame for ``message``."""
    return _encoder.encode(message).decode()


def decode(frame: str | bytes) -> ServerMessage | None:
    """The message in a frame; None for what this version does not know, which a newer server may send."""
    try:
        return _decoder.decode(frame)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        logger.debug("passed over a frame: %s", error)
        return None


def why_it_ended(closed: ConnectionClosed) -> SignalingError:
    """What the end of an open connection means."""
    code = closed.rcvd.code if closed.rcvd is not None else None
    match code:
        case CloseCode.UNAUTHENTICATED | CloseCode.AUTHENTICATION_TIMEOUT:
            return TokenRefused("The server refused the token.", close_code=code)
        case CloseCode.TOKEN_EXPIRED:
            return AuthenticationExpired("The token expired before a newer one came.", close_code=code)
        case CloseCode.SLOW_CONSUMER:
            return SlowConsumer("The messages were not read in time.", close_code=code)
        case _:
            return ConnectionLost("The connection to the server was lost.", close_code=code)


def refused(status: int, body: bytes) -> SignalingError:
    """What an HTTP answer means that is none of success."""
    if status == 401:
        try:
            has_expired = _refusals.decode(body).error == TokenExpired.code
        except msgspec.DecodeError:
            has_expired = False
        if has_expired:
            return AuthenticationExpired("The token has expired.")
        return TokenRefused("The server refused the token.")
    if status >= 500:
        return ServerUnreachable(f"The server is there, but out of order: HTTP status {status}.")
    return HandshakeRefused(
        f"The server refused the connection with HTTP status {status}. Is ringback mounted at this address?",
        status=status,
    )
