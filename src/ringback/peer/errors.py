"""What goes wrong with one connection: what its methods raise, and what ``on_error`` is told."""

from collections.abc import Callable
from typing import Literal

from ringback.errors import RingbackError
from ringback.peer.engine import MediaStreamTrack

PeerErrorCode = Literal[
    "candidate_failed",
    "connection_timeout",
    "description_failed",
    "ice_recovery_failed",
    "ice_server_error",
    "ice_server_unreachable",
    "ice_servers_refresh_failed",
    "media_stalled",
    "negotiation_failed",
    "not_initialized",
    "signaling_failed",
    "turn_credentials_refused",
    "turn_quota_reached",
    "turn_unavailable",
]
"""The stable name of everything ``on_error`` can be told; branch on it, the sentence may change."""


class PeerError(Exception):
    """One thing that went wrong with a connection, as ``on_error`` receives it; never raised.

    ``__cause__`` is the underlying error, where there is one.
    """

    def __init__(self, code: PeerErrorCode, message: str, *, fatal: bool = False, reason: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.fatal = fatal
        """The call cannot go on: end it. Otherwise it goes on, perhaps with less."""
        self.reason = reason
        """Why, as a short code."""
        self.url: str | None = None
        """The ICE server that answered so."""
        self.error_code: int | None = None
        """The STUN error code (RFC 8489 §14.8, RFC 8656 §19), or 701 when the server could not be reached."""
        self.track: MediaStreamTrack | None = None
        """The local track concerned."""

    def because(self, cause: BaseException | None) -> "PeerError":
        """The same, with its cause."""
        self.__cause__ = cause
        return self


Report = Callable[[PeerError], object]
"""Receives what went wrong."""


class InvalidState(RingbackError):
    """The connection is not, or no longer, in a state for this."""

    code = "invalid_state"


class PeerClosed(RingbackError):
    """The connection is closed, or was closed while this was under way."""

    code = "peer_closed"

    def __init__(self, message: str = "The connection is closed.") -> None:
        super().__init__(message)


class TrackNotSent(RingbackError):
    """The track is not being sent on this connection."""

    code = "track_not_sent"


class EngineError(RingbackError):
    """The WebRTC engine refused an operation; ``__cause__`` is its own error."""

    code = "engine_error"


class EngineUnusable(RingbackError):
    """There is no WebRTC engine to make a connection with, in this process or at this place in it."""

    code = "engine_unusable"


class WrongSampleRate(RingbackError, ValueError):
    """Sound cannot be said, or heard, at this many samples a second."""

    code = "wrong_sample_rate"


class WrongShape(RingbackError, ValueError):
    """An array is no sound or no picture, by its shape or by the type of its elements."""

    code = "wrong_shape"
