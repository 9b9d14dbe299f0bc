"""A user of a ringback server who is a program: it calls, and can be called.

Needs the extra: ``pip install 'ringback[peer]'``.
"""

from importlib.util import find_spec

from ringback.errors import EngineMissing

if any(find_spec(module) is None for module in ("av", "httpx", "numpy", "webrtc")):
    raise EngineMissing("Calls need the media engine. Install it: pip install 'ringback[peer]'")

from ringback.client.call import Call, MediaState
from ringback.client.call_client import CallClient, OnCall
from ringback.client.call_errors import (
    Busy,
    CallEnded,
    CallError,
    CallFailed,
    Cancelled,
    Declined,
    Lost,
    NoAnswer,
    NotAllowed,
    Offline,
    ServerGone,
    TakenElsewhere,
    TokenExpired,
    TurnRefused,
    Unconnected,
)
from ringback.client.call_stats import CallStats
from ringback.client.explanation import Explanation
from ringback.client.history import HistoryClient
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
from ringback.core.call import EndReason
from ringback.peer.errors import WrongSampleRate, WrongShape

__all__ = [
    "AuthenticationExpired",
    "Busy",
    "Call",
    "CallClient",
    "CallEnded",
    "CallError",
    "CallFailed",
    "CallStats",
    "Cancelled",
    "ConnectionLost",
    "Declined",
    "EndReason",
    "EngineMissing",
    "Explanation",
    "HandshakeRefused",
    "HistoryClient",
    "Lost",
    "MediaState",
    "NoAnswer",
    "NotAllowed",
    "Offline",
    "OnCall",
    "OutboxFull",
    "ServerGone",
    "ServerUnreachable",
    "SignalingClient",
    "SignalingClosed",
    "SignalingError",
    "SignalingState",
    "SlowConsumer",
    "TakenElsewhere",
    "TokenExpired",
    "TokenRefused",
    "TokenSource",
    "TokenUnavailable",
    "TurnClient",
    "TurnRefused",
    "TurnUnavailable",
    "TurnUnavailableReason",
    "Unconnected",
    "WrongSampleRate",
    "WrongShape",
]
