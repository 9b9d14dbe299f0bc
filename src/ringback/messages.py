"""Every message on the wire, in both directions: JSON text frames on one WebSocket.

This file is the contract. The JSON Schema, the AsyncAPI document, the TypeScript types and the protocol
reference in ``docs/`` are generated from it (``make generate``).

``ClientMessage`` is what a client may send, ``ServerMessage`` what it may receive. Messages about a call have the
same ``type`` in both directions: a client addresses one to ``recipientId``, and the server delivers it with
the ``senderId`` of the authenticated connection. Fields that are not declared here are ignored and never
forwarded, so that a newer client can talk to an older server.
"""

from enum import IntEnum
from typing import Annotated, Literal, Self

from msgspec import Meta, Struct

PROTOCOL_VERSION = 1

MAX_FRAME_BYTES = 64 * 1024
MAX_SDP_LENGTH = 32 * 1024
MAX_CANDIDATE_LENGTH = 1024
MAX_FIELD_LENGTH = 4 * 1024
MAX_DEPTH = 8

# `$` alone would let a trailing newline pass in Python, and `\Z` is unknown to the regular expressions of JSON
# Schema; "not followed by any character" means the end in both.
_ONE_LINE = r"^[^\r\n\u0000]*(?![\s\S])"

UserId = Annotated[str, Meta(min_length=1, max_length=MAX_FIELD_LENGTH, description="A user, as the token's `sub`.")]
CallId = Annotated[
    str,
    Meta(min_length=1, max_length=MAX_FIELD_LENGTH, description="The call, named by the caller; unguessable."),
]
Sdp = Annotated[
    str, Meta(min_length=1, max_length=MAX_SDP_LENGTH, description="A session description (RFC 8866, JSEP).")
]
Reason = Annotated[str, Meta(max_length=MAX_FIELD_LENGTH, description="Why, as a short code such as `busy`.")]
DeviceId = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        pattern=r"^[A-Za-z0-9_-]+(?![\s\S])",
        description="One of the user's devices or tabs; chosen at random by the client, and kept while it lives.",
    ),
]
Token = Annotated[str, Meta(min_length=1, max_length=8 * 1024, description="A JSON Web Token (RFC 7519).")]
Milliseconds = Annotated[int, Meta(ge=0, description="A duration in milliseconds.")]


class CloseCode(IntEnum):
    """Why the server closed a WebSocket (RFC 6455 §7.4; 4000–4999 are ours)."""

    reason: str

    GOING_AWAY = 1001, "the server is stopping; connect again"
    INTERNAL_ERROR = 1011, "an error of the server; connect again"
    TOKEN_EXPIRED = 4001, "the token expired and was not renewed; connect again with a new one"
    REPLACED = 4009, "the same device has connected again"
    SLOW_CONSUMER = 4008, "too much was waiting to be read; connect again"
    UNAUTHENTICATED = 4401, "the token is missing or refused"
    AUTHENTICATION_TIMEOUT = 4408, "no token came in time"

    def __new__(cls, code: int, reason: str) -> Self:
        """A close code that knows its sentence."""
        member = int.__new__(cls, code)
        member._value_ = code
        member.reason = reason
        return member


class _Message(Struct, frozen=True, kw_only=True, gc=False, tag_field="type", rename="camel", omit_defaults=True):
    pass


class IceCandidate(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """An ICE candidate: W3C webrtc-pc's RTCIceCandidateInit. ``candidate: ""`` says there are no more."""

    candidate: Annotated[str, Meta(max_length=MAX_CANDIDATE_LENGTH, pattern=_ONE_LINE)]
    sdp_mid: Annotated[str, Meta(max_length=256, pattern=_ONE_LINE)] | None = None
    sdp_m_line_index: Annotated[int, Meta(ge=0, le=65535)] | None = None
    username_fragment: Annotated[str, Meta(max_length=256, pattern=_ONE_LINE)] | None = None


# --- client to server -------------------------------------------------------------------------------------------


class _ToRecipient(_Message, frozen=True, kw_only=True):
    recipient_id: UserId
    call_id: CallId


class CallOffer(_ToRecipient, frozen=True, kw_only=True, tag="call-offer"):
    """Place a call, or offer a change inside one. Answered with ``recipient_offline`` when nobody is there."""

    sdp: Sdp


class CallAnswer(_ToRecipient, frozen=True, kw_only=True, tag="call-answer"):
    """The answer to an offer. Answered with ``recipient_offline`` when nobody is there."""

    sdp: Sdp


class CallIceCandidate(_ToRecipient, frozen=True, kw_only=True, tag="call-ice-candidate"):
    """One trickled candidate. Dropped without a word when nobody is there."""

    candidate: IceCandidate


class CallAccept(_ToRecipient, frozen=True, kw_only=True, tag="call-accept"):
    """The callee takes the call. Answered with ``recipient_offline`` when nobody is there."""


class CallReject(_ToRecipient, frozen=True, kw_only=True, tag="call-reject"):
    """The callee declines. Dropped without a word when nobody is there."""

    reason: Reason | None = None


class CallHangup(_ToRecipient, frozen=True, kw_only=True, tag="call-hangup"):
    """Either side ends the call, or the caller cancels it. Dropped without a word when nobody is there."""

    reason: Reason | None = None


class Authenticate(_Message, frozen=True, kw_only=True, tag="authenticate"):
    """The first frame of a connection that brought no token in its handshake; due within 5 s."""

    token: Token


class Hello(_Message, frozen=True, kw_only=True, tag="hello"):
    """Asks for the additions to the plain profile; answered with ``welcome``. May carry the token, as first frame.

    A client that names its device is recognised when it connects again, and receives ``call-ringing`` and
    ``call-merged``. With ``callWaiting`` it takes several calls at once: its user is rung while in a
    call, instead of being busy, and a new call between the same two users does not replace the one before.
    """

    token: Token | None = None
    presence: bool = False
    device_id: DeviceId | None = None
    call_waiting: bool = False


class TokenRefresh(_Message, frozen=True, kw_only=True, tag="token-refresh"):
    """A newer token of the same user, before the present one expires; answered with ``token-refreshed``."""

    token: Token


CallMessage = CallOffer | CallAnswer | CallIceCandidate | CallAccept | CallReject | CallHangup
ClientMessage = CallMessage | Authenticate | Hello | TokenRefresh


# --- server to client -------------------------------------------------------------------------------------------


class _FromSender(_Message, frozen=True, kw_only=True):
    sender_id: UserId
    call_id: CallId


class ForwardedOffer(_FromSender, frozen=True, kw_only=True, tag="call-offer"):
    """Somebody calls, or offers a change inside a call."""

    sdp: Sdp


class ForwardedAnswer(_FromSender, frozen=True, kw_only=True, tag="call-answer"):
    """The answer to this client's offer."""

    sdp: Sdp


class ForwardedIceCandidate(_FromSender, frozen=True, kw_only=True, tag="call-ice-candidate"):
    """One candidate of the other side."""

    candidate: IceCandidate


class ForwardedAccept(_FromSender, frozen=True, kw_only=True, tag="call-accept"):
    """The callee took the call."""


class ForwardedReject(_FromSender, frozen=True, kw_only=True, tag="call-reject"):
    """The callee declined."""

    reason: Reason | None = None


class ForwardedHangup(_FromSender, frozen=True, kw_only=True, tag="call-hangup"):
    """The call has ended."""

    reason: Reason | None = None


class CallRinging(_FromSender, frozen=True, kw_only=True, tag="call-ringing"):
    """The call this client placed rings on ``devices`` devices, for ``expiresInMs`` more. Full clients only."""

    devices: Annotated[int, Meta(ge=0)]
    expires_in_ms: Milliseconds


class CallMerged(_FromSender, frozen=True, kw_only=True, tag="call-merged"):
    """Both called each other at once. The call ``callId`` goes on as ``into``, accepted on both sides."""

    into: CallId


class CallError(_Message, frozen=True, kw_only=True, tag="call-error"):
    """What this client sent was not carried out. ``field`` names the part to mend, when there is one."""

    call_id: str | None
    error: str
    message: str
    field: str | None = None


class Welcome(_Message, frozen=True, kw_only=True, tag="welcome"):
    """The answer to ``hello``: who the server takes this client for, and for how long."""

    protocol: int
    user_id: UserId
    token_expires_in_ms: Milliseconds | None


class TokenRefreshed(_Message, frozen=True, kw_only=True, tag="token-refreshed"):
    """The answer to ``token-refresh``: how long the connection may now stay."""

    token_expires_in_ms: Milliseconds | None


class Presence(_Message, frozen=True, kw_only=True, tag="presence"):
    """Who came online and who went, since the last one; the first after ``welcome`` names everybody.

    Sent only to clients that said ``hello`` with ``presence``, and only where the server has it switched on.
    """

    online: list[UserId] = []
    offline: list[UserId] = []


ForwardedMessage = (
    ForwardedOffer | ForwardedAnswer | ForwardedIceCandidate | ForwardedAccept | ForwardedReject | ForwardedHangup
)
ServerMessage = ForwardedMessage | CallRinging | CallMerged | CallError | Welcome | TokenRefreshed | Presence


def forwarded(message: CallMessage, *, sender_id: str) -> ForwardedMessage:
    """What the recipient of ``message`` is to receive: the declared fields, and the sender the server vouches for."""
    match message:
        case CallOffer():
            return ForwardedOffer(sender_id=sender_id, call_id=message.call_id, sdp=message.sdp)
        case CallAnswer():
            return ForwardedAnswer(sender_id=sender_id, call_id=message.call_id, sdp=message.sdp)
        case CallIceCandidate():
            return ForwardedIceCandidate(sender_id=sender_id, call_id=message.call_id, candidate=message.candidate)
        case CallAccept():
            return ForwardedAccept(sender_id=sender_id, call_id=message.call_id)
        case CallReject():
            return ForwardedReject(sender_id=sender_id, call_id=message.call_id, reason=message.reason)
        case CallHangup():
            return ForwardedHangup(sender_id=sender_id, call_id=message.call_id, reason=message.reason)


# --- HTTP bodies --------------------------------------------------------------------------------------------------


class TurnCredentials(Struct, frozen=True, kw_only=True, rename="camel"):
    """Time-limited TURN credentials, the answer of ``GET /turn/credentials``."""

    username: Annotated[str, Meta(description="`expiry:user`, the expiry in seconds since 1970.")]
    password: Annotated[str, Meta(description="base64(HMAC-SHA1(secret, username)).")]
    ttl: Annotated[int, Meta(ge=0, description="For how many seconds they can be used to allocate.")]
    uris: Annotated[list[str], Meta(description="`stun:`, `turn:` and `turns:` URIs (RFC 7064, RFC 7065).")]


class Refusal(Struct, frozen=True, kw_only=True, rename="camel"):
    """The body of every HTTP answer that is an error."""

    error: Annotated[str, Meta(description="A stable code.")]
    message: Annotated[str, Meta(description="What went wrong and what to do, in a sentence.")]


class Health(Struct, frozen=True, kw_only=True, rename="camel"):
    """The body of ``GET /healthz``."""

    status: Literal["ok"] = "ok"
