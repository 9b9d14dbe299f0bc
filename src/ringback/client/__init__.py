"""A client of a ringback server: the signalling connection, and TURN credentials."""

from ringback.client.call import Call
from ringback.client.calls import Calls
from ringback.client.reconnection import SignalingState
from ringback.client.signaling import SignalingClient
from ringback.client.signaling_errors import (
    AuthenticationExpired,
    ConnectionLost,
    HandshakeRefused,
    OutboxFull,
    ServerUnreachable,
    SignalingClosed,
    SignalingError,
    SlowConsumer,
    TokenRefused,
    TokenUnavailable,
)
from ringback.client.token_source import TokenSource
from ringback.client.turn import TurnClient, TurnUnavailable, TurnUnavailableReason

__all__ = [
    "AuthenticationExpired",
    "Call",
    "Calls",
    "ConnectionLost",
    "HandshakeRefused",
    "OutboxFull",
    "ServerUnreachable",
    "SignalingClient",
    "SignalingClosed",
    "SignalingError",
    "SignalingState",
    "SlowConsumer",
    "TokenRefused",
    "TokenSource",
    "TokenUnavailable",
    "TurnClient",
    "TurnUnavailable",
    "TurnUnavailableReason",
]
