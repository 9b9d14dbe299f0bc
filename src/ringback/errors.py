"""Every error ringback raises, and the code that goes with it on the wire.

    RingbackError
    ├── ConfigurationError        a setting is missing or unsafe: mend the set-up
    │   ├── EngineMissing         the media engine is not installed
    ├── ProtocolError             what a client sent cannot be accepted: mend the client
    │   ├── NotJson · TooLarge · TooDeep · UnknownType · MissingField · InvalidField
    ├── CallRefused               the message was right, the call cannot be placed
    │   ├── RecipientOffline · NotAllowed · NotInCall · CannotRejoin · UnknownCall · DescriptionRequired · RateLimited
    ├── AuthenticationError       who is calling could not be established
    │   ├── TokenMissing · TokenLate · TokenInvalid · TokenExpired · TokenInUrl · OriginRefused
    ├── TurnNotConfigured         there is no TURN server to give credentials for
    └── InternalError             our own fault, or the host application's
        └── StoreUnavailable      the database does not answer

A client branches on ``code``, which never changes; the sentence may.
"""

from typing import ClassVar


class RingbackError(Exception):
    """Base of all errors of this package; ``code`` is its stable name on the wire."""

    code: ClassVar[str] = "error"


class ConfigurationError(RingbackError):
    """A setting is missing, contradicts another, or would be unsafe."""

    code = "configuration_error"


class EngineMissing(ConfigurationError, ImportError):
    """The media engine is not installed: ``pip install 'ringback[peer]'``."""

    code = "engine_missing"


class ProtocolError(RingbackError):
    """A frame that cannot be accepted. Nothing of it was forwarded; the connection stays open.

    ``field`` names what to mend, as a dotted path of wire names (``candidate.sdpMid``).
    ``call_id`` is the call the frame spoke of and ``command_id`` its own name, when that much could be read.
    """

    code = "protocol_error"
    call_id: str | None = None
    command_id: str | None = None

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotJson(ProtocolError):
    """The frame is not a JSON text (RFC 8259), or is binary."""

    code = "not_json"


class TooLarge(ProtocolError):
    """The frame or one of its fields is longer than its limit."""

    code = "too_large"


class TooDeep(ProtocolError):
    """Objects and arrays are nested deeper than any message needs."""

    code = "too_deep"


class UnknownType(ProtocolError):
    """``type`` is none that a client may send."""

    code = "unknown_type"


class MissingField(ProtocolError):
    """A required field is absent."""

    code = "missing_field"


class InvalidField(ProtocolError):
    """A field has the wrong type or an impossible value."""

    code = "invalid_field"


class CallRefused(RingbackError):
    """A call that cannot be placed."""

    code = "call_refused"


class RecipientOffline(CallRefused):
    """Nobody is connected under the id that was called."""

    code = "recipient_offline"


class NotAllowed(CallRefused):
    """The application's ``can_call`` said no."""

    code = "not_allowed"


class NotInCall(CallRefused):
    """Another device of this user is in the call, or took it first."""

    code = "not_in_call"


class CannotRejoin(CallRefused):
    """The other side cannot begin another connection in a call that was lost here: place a new call."""

    code = "cannot_rejoin"


class UnknownCall(CallRefused):
    """This user was no party of such a call, or it ended too long ago."""

    code = "unknown_call"


class DescriptionRequired(CallRefused):
    """An invitation without a description, to somebody whose devices all need one: offer again with it."""

    code = "description_required"


class RateLimited(CallRefused):
    """Too much was sent at once; nothing was done with this message."""

    code = "rate_limited"


class AuthenticationError(RingbackError):
    """Who is calling could not be established."""

    code = "unauthenticated"


class TokenMissing(AuthenticationError):
    """No token came with the request."""

    code = "token_missing"


class TokenLate(AuthenticationError):
    """No token came within the time allowed for it."""

    code = "token_late"


class TokenInvalid(AuthenticationError):
    """The token is malformed, forged, or not meant for this server."""

    code = "token_invalid"


class TokenExpired(AuthenticationError):
    """The token's ``exp`` has passed: fetch a new one."""

    code = "token_expired"


class TokenInUrl(AuthenticationError):
    """A token stood in the URL, where proxies and histories keep it."""

    code = "token_in_url"


class OriginRefused(AuthenticationError):
    """A browser page of an origin that is not on the allow-list."""

    code = "origin_refused"


class TurnNotConfigured(RingbackError):
    """There is no TURN server to give credentials for."""

    code = "turn_not_configured"


class InternalError(RingbackError):
    """Our own fault, or a hook of the host application failed."""

    code = "internal_error"


class StoreUnavailable(InternalError):
    """The database does not answer, or not in time. Nothing of what was asked has been done; ask again later."""

    code = "store_unavailable"
