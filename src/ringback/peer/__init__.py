"""Peer connections for Python programs: Perfect Negotiation as in the browser SDK, over libwebrtc.

Needs the extra: ``pip install ringback[peer]``.
"""

from ringback.core.roles import Party, is_polite
from ringback.peer.config import PeerConnectionConfig, PeerEnvironment, PeerMessage, Signaling
from ringback.peer.create_peer_connection import TurnApi, create_peer_connection
from ringback.peer.data_channel import DataChannel
from ringback.peer.engine import (
    ChannelOptions,
    IceConnectionState,
    IceServer,
    MediaStream,
    MediaStreamTrack,
    RtpTransceiver,
    SessionDescription,
)
from ringback.peer.errors import (
    EngineError,
    EngineUnusable,
    InvalidState,
    PeerClosed,
    PeerError,
    PeerErrorCode,
    TrackNotSent,
)
from ringback.peer.ice_servers import DEFAULT_FALLBACK_STUN
from ringback.peer.manager import PeerConnectionManager

__all__ = [
    "DEFAULT_FALLBACK_STUN",
    "ChannelOptions",
    "DataChannel",
    "EngineError",
    "EngineUnusable",
    "IceConnectionState",
    "IceServer",
    "InvalidState",
    "MediaStream",
    "MediaStreamTrack",
    "Party",
    "PeerClosed",
    "PeerConnectionConfig",
    "PeerConnectionManager",
    "PeerEnvironment",
    "PeerError",
    "PeerErrorCode",
    "PeerMessage",
    "RtpTransceiver",
    "SessionDescription",
    "Signaling",
    "TrackNotSent",
    "TurnApi",
    "create_peer_connection",
    "is_polite",
]
