"""Why there is no signalling connection. A program branches on the class or its ``code``; the sentence may change.

Once it has been welcomed, a client connects again by itself: it meets only those that connecting again cannot mend.
"""

from ringback.errors import RingbackError


class SignalingError(RingbackError):
    """There is no connection to the server, or no longer one."""

    code = "signaling_error"

    def __init__(self, message: str, *, close_code: int | None = None) -> None:
        super().__init__(message)
        self.close_code = close_code
        """The WebSocket close code, when the server ended an open connection with one (RFC 6455 §7.4)."""


class ServerUnreachable(SignalingError):
    """Nobody answers at this address: wrong host or port, no network, a certificate that does not fit, or too slow."""

    code = "server_unreachable"


class HandshakeRefused(SignalingError):
    """Something answers at this address, but not with a ringback connection: is ringback mounted there?"""

    code = "handshake_refused"

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        """The HTTP status, when there was one."""


class TokenUnavailable(SignalingError):
    """The application's token callable raised (see ``__cause__``), or gave none."""

    code = "token_unavailable"


class TokenRefused(SignalingError):
    """The server does not accept the token: forged, malformed, or meant for another server. Do not try it again."""

    code = "token_refused"


class AuthenticationExpired(SignalingError):
    """The token has expired, and no newer one could be had."""

    code = "authentication_expired"


class SlowConsumer(SignalingError):
    """This program did not read its messages in time; some are lost. Make a new client."""

    code = "slow_consumer"


class ConnectionLost(SignalingError):
    """The connection ended: the network, or the server, which may be restarting."""

    code = "connection_lost"


class OutboxFull(SignalingError):
    """Too much is waiting to be sent; the message was not taken. What waits goes out when the server is back."""

    code = "outbox_full"


class SignalingClosed(SignalingError):
    """The connection was closed by this program, or was never opened."""

    code = "signaling_closed"
