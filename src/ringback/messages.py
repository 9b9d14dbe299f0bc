"""Longer than usual: every message on the wire, in both directions, is the contract, and is read as one.

JSON text frames on one WebSocket.

This file is the contract. The JSON Schema, the AsyncAPI document, the TypeScript types and the protocol
reference in ``docs/`` are generated from it (``make generate``).

``ClientMessage`` is what a client may send, ``ServerMessage`` what it may receive. Messages about a call have the
same ``type`` in both directions: a client addresses one to ``recipientId``, and the server delivers it with
the ``senderId`` of the authenticated connection. Fields that are not declared here are ignored and never
forwarded, so that a newer client can talk to an older server.
"""

from datetime import datetime
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
CommandId = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        pattern=r"^[A-Za-z0-9_-]+(?![\s\S])",
        description="Names a message, the same when it is sent again; answered by `done` or `call-error`.",
    ),
]
PeerConnectionId = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        pattern=r"^[A-Za-z0-9_-]+(?![\s\S])",
        description=(
            "The RTCPeerConnection that the message belongs to; absent, it is the first one of the call. "
            "Chosen at random by the side that begins another one."
        ),
    ),
]
PictureHeight = Annotated[int, Meta(ge=1, le=16_384, description="Pixels of the screen.")]
MediaStreamId = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        pattern=r"^[!#-'*+.0-9A-Z^-~-]+(?![\s\S])",
        description="The id of a MediaStream, as in `a=msid` (RFC 8830 §2).",
    ),
]
Milliseconds = Annotated[int, Meta(ge=0, description="A duration in milliseconds.")]
Seq = Annotated[int, Meta(ge=0, description="The number of an event in its session: one more than the one before.")]
Epoch = Annotated[
    str, Meta(max_length=64, description="Names the server's memory; numbers of two epochs do not compare.")
]
ResumeToken = Annotated[str, Meta(max_length=128, description="Lets this client resume its session, once.")]


class CloseCode(IntEnum):
    """Why the server closed a WebSocket (RFC 6455 §7.4; 4000–4999 are ours)."""

    reason: str

    GOING_AWAY = 1001, "the server is stopping; connect again"
    INTERNAL_ERROR = 1011, "an error of the server; connect again"
    TOKEN_EXPIRED = 4001, "the token expired and was not renewed; connect again with a new one"
    SILENT = 4002, "nothing was heard for too long; connect again"
    SLOW_CONSUMER = 4008, "too much was waiting to be read; connect again"
    REPLACED = 4009, "the same device has connected again"
    RATE_LIMITED = 4029, "too much was sent at once; connect again, later"
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


class Media(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """What a call is meant to carry, for whoever is asked to take it."""

    audio: bool = True
    video: bool = False


Mos = Annotated[float, Meta(ge=1, le=5, description="A mean opinion score (ITU-T G.107), 5 is best.")]
Rating = Annotated[int, Meta(ge=1, le=5, description="What the user thinks of the call: stars, 5 is best.")]
Warned = Annotated[str, Meta(min_length=1, max_length=32, pattern=r"^[a-z_]+(?![\s\S])")]
_Duration = Annotated[float, Meta(ge=0, le=3_600_000)]
_Percent = Annotated[float, Meta(ge=0, le=100)]
_Count = Annotated[int, Meta(ge=0, le=1_000_000)]


class QualitySummary(Struct, frozen=True, kw_only=True, gc=False, rename="camel"):
    """How a call went, as one side measured it: medians over the whole call, from the E-model and ``getStats``."""

    mos: Mos
    worst_mos: Mos
    round_trip_ms: _Duration
    jitter_ms: _Duration
    loss_percent: _Percent
    concealed_percent: _Percent
    bitrate_kbps: Annotated[float, Meta(ge=0, le=10_000_000)]
    freezes: _Count
    ice_restarts: _Count
    reconnecting_ms: Annotated[int, Meta(ge=0, le=31_536_000_000, description="For how long media did not flow.")]
    relayed: Annotated[bool | None, Meta(description="Whether media went through TURN; null when unknown.")]
    warnings: Annotated[list[Warned], Meta(max_length=16, description="What the user was warned of.")]


# --- client to server -------------------------------------------------------------------------------------------


class _ToRecipient(_Message, frozen=True, kw_only=True):
    recipient_id: UserId
    call_id: CallId
    command_id: CommandId | None = None


class CallOffer(_ToRecipient, frozen=True, kw_only=True, tag="call-offer"):
    """Place a call, or offer a change inside one. Answered with ``recipient_offline`` when nobody is there.

    A client that has named its device may invite first and describe later: without ``sdp`` it rings the devices that
    have been named too, and the caller sends an offer with ``sdp`` once the call is accepted. Where there is no such
    device the answer is ``description_required``.

    A device that has lost its connection to the other side but not the call rejoins with an offer that has another
    ``connectionId``. Answered with ``cannot_rejoin`` when the other side has named no device.
    """

    sdp: Sdp | None = None
    media: Media | None = None
    connection_id: PeerConnectionId | None = None


class CallAnswer(_ToRecipient, frozen=True, kw_only=True, tag="call-answer"):
    """The answer to an offer. Answered with ``recipient_offline`` when nobody is there."""

    sdp: Sdp
    connection_id: PeerConnectionId | None = None


class CallIceCandidate(_ToRecipient, frozen=True, kw_only=True, tag="call-ice-candidate"):
    """One trickled candidate. Dropped without a word when nobody is there."""

    candidate: IceCandidate
    connection_id: PeerConnectionId | None = None


class CallAccept(_ToRecipient, frozen=True, kw_only=True, tag="call-accept"):
    """The callee takes the call. Answered with ``recipient_offline`` when nobody is there."""


class CallReject(_ToRecipient, frozen=True, kw_only=True, tag="call-reject"):
    """The callee declines. Dropped without a word when nobody is there."""

    reason: Reason | None = None


class CallHangup(_ToRecipient, frozen=True, kw_only=True, tag="call-hangup"):
    """Either side ends the call, or the caller cancels it. Dropped without a word when nobody is there."""

    reason: Reason | None = None


class CallMedia(_ToRecipient, frozen=True, kw_only=True, tag="call-media"):
    """What this device sends now in a call that was accepted: all of it, and the newest counts.

    Passed on to a device that was named; dropped without a word otherwise. Due once media can flow, at every change,
    and again when the other side rejoins.
    """

    audio: Annotated[bool, Meta(description="Whether sound is sent: false while muted.")]
    video: Annotated[bool, Meta(description="Whether the camera's picture is sent.")]
    screen: Annotated[MediaStreamId | None, Meta(description="The stream that carries the shared screen, if any.")]
    hold: Annotated[bool, Meta(description="Whether this side has put the call on hold.")]
    reconnecting: Annotated[bool, Meta(description="Whether this side looks for a way to the other one.")]
    shown_height: Annotated[
        PictureHeight | None, Meta(description="How high this side shows the other's picture: nobody needs more.")
    ] = None


class CallReport(_Message, frozen=True, kw_only=True, tag="call-report"):
    """How a call went, for its record; until an hour after its end. What is null is left as it was reported before.

    Answered with ``unknown_call`` when the user was no party of such a call, or it ended too long ago.
    """

    call_id: CallId
    quality: QualitySummary | None = None
    rating: Rating | None = None
    command_id: CommandId | None = None


class Authenticate(_Message, frozen=True, kw_only=True, tag="authenticate"):
    """The first frame of a connection that brought no token in its handshake; due within 5 s."""

    token: Token


class Resume(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """The session that a client had before its connection was lost, and the last event that it has."""

    token: ResumeToken
    epoch: Epoch
    last_seq: Seq


class Hello(_Message, frozen=True, kw_only=True, tag="hello"):
    """Asks for the additions to the plain profile; answered with ``welcome``. May carry the token, as first frame.

    A client that names its device has a session, which outlives its connection: its events are numbered, it
    acknowledges them, and with ``resume`` it receives those that it has missed. It receives ``call-ringing``,
    ``call-merged``, ``ping`` and ``going-away`` too. With ``callWaiting`` it takes several calls at once: its
    user is rung while in a call, instead of being busy, and a new call between the same two users does not replace
    the one before. ``native`` says that it is a program with a WebRTC engine, not a browser: the server decides which
    side of a call is polite by it.
    """

    token: Token | None = None
    presence: bool = False
    device_id: DeviceId | None = None
    call_waiting: bool = False
    native: bool = False
    resume: Resume | None = None


class TokenRefresh(_Message, frozen=True, kw_only=True, tag="token-refresh"):
    """A newer token of the same user, before the present one expires; answered with ``token-refreshed``."""

    token: Token


class Ack(_Message, frozen=True, kw_only=True, tag="ack"):
    """Every event up to ``seq`` has arrived. Due after 16 events or 500 ms, and at once after one that rings."""

    seq: Seq


class Ping(_Message, frozen=True, kw_only=True, tag="ping"):
    """Are you there? Answered with ``pong``; either side may ask."""


class Pong(_Message, frozen=True, kw_only=True, tag="pong"):
    """The answer to ``ping``."""


class PresenceWatch(_Message, frozen=True, kw_only=True, tag="presence-watch"):
    """Asks to be told who of ``userIds`` is online, now and from now on, in place of those asked for before.

    Answered with ``presence``, which names only those whom the application lets this user call.
    """

    user_ids: Annotated[list[UserId], Meta(max_length=500)]


CallMessage = CallOffer | CallAnswer | CallIceCandidate | CallAccept | CallReject | CallHangup | CallMedia
ClientMessage = CallMessage | CallReport | Authenticate | Hello | TokenRefresh | Ack | Ping | Pong | PresenceWatch


# --- server to client -------------------------------------------------------------------------------------------


Polite = Annotated[
    bool,
    Meta(
        description=(
            "Whether the device that receives this gives way when both sides offer at once. "
            "Absent: the lower user id does."
        )
    ),
]


class _FromSender(_Message, frozen=True, kw_only=True):
    """``seq``, and ``ageMs`` of an event that comes late, only to a client that has named its device."""

    sender_id: UserId
    call_id: CallId
    seq: Seq | None = None
    age_ms: Milliseconds | None = None


class ForwardedOffer(_FromSender, frozen=True, kw_only=True, tag="call-offer"):
    """Somebody calls, or offers a change inside a call.

    ``expiresInMs`` says how much longer it rings. Without ``sdp``, which only a client that has named its device can
    see, the description comes after the accept.
    """

    sdp: Sdp | None = None
    media: Media | None = None
    connection_id: PeerConnectionId | None = None
    expires_in_ms: Milliseconds | None = None
    polite: Polite | None = None


class ForwardedAnswer(_FromSender, frozen=True, kw_only=True, tag="call-answer"):
    """The answer to this client's offer."""

    sdp: Sdp
    connection_id: PeerConnectionId | None = None


class ForwardedIceCandidate(_FromSender, frozen=True, kw_only=True, tag="call-ice-candidate"):
    """One candidate of the other side."""

    candidate: IceCandidate
    connection_id: PeerConnectionId | None = None


class ForwardedAccept(_FromSender, frozen=True, kw_only=True, tag="call-accept"):
    """The callee took the call."""

    polite: Polite | None = None


class ForwardedReject(_FromSender, frozen=True, kw_only=True, tag="call-reject"):
    """The callee declined."""

    reason: Reason | None = None


class ForwardedHangup(_FromSender, frozen=True, kw_only=True, tag="call-hangup"):
    """The call has ended."""

    reason: Reason | None = None


class ForwardedMedia(_FromSender, frozen=True, kw_only=True, tag="call-media"):
    """What the other side sends now: all of it, and the newest counts. Full clients only."""

    audio: bool
    video: bool
    screen: MediaStreamId | None
    hold: bool
    reconnecting: bool
    shown_height: PictureHeight | None = None


class CallRinging(_FromSender, frozen=True, kw_only=True, tag="call-ringing"):
    """The call this client placed rings on ``devices`` devices, for ``expiresInMs`` more. Full clients only."""

    devices: Annotated[int, Meta(ge=0)]
    expires_in_ms: Milliseconds


class CallMerged(_FromSender, frozen=True, kw_only=True, tag="call-merged"):
    """Both called each other at once. The call ``callId`` goes on as ``into``, accepted on both sides."""

    into: CallId
    polite: Polite | None = None


class CallError(_Message, frozen=True, kw_only=True, tag="call-error"):
    """What this client sent was not carried out. ``field`` names the part to mend, when there is one."""

    call_id: str | None
    error: str
    message: str
    field: str | None = None
    command_id: CommandId | None = None
    retry_in_ms: Milliseconds | None = None


class Done(_Message, frozen=True, kw_only=True, tag="done"):
    """The message with this ``commandId`` was carried out, now or when it came first."""

    command_id: CommandId


class Heartbeat(Struct, frozen=True, kw_only=True, gc=False, rename="camel", omit_defaults=True):
    """When to send a ``ping`` if nothing is heard, and when to give the connection up. The same for both sides."""

    interval_ms: Milliseconds
    timeout_ms: Milliseconds
    in_call_interval_ms: Milliseconds
    in_call_timeout_ms: Milliseconds


class LiveCall(Struct, frozen=True, kw_only=True, gc=False, rename="camel"):
    """A call of this user that has not ended, as the server sees it."""

    call_id: CallId
    user_id: Annotated[str, Meta(description="The other party.")]
    direction: Literal["outgoing", "incoming"]
    state: Literal["ringing", "connecting", "connected", "reconnecting"]
    here: Annotated[bool, Meta(description="Whether this device is, or may become, the one in the call.")]
    expires_in_ms: Milliseconds | None
    polite: Annotated[bool | None, Meta(description="As on `call-accept`; null while it rings.")] = None


class SessionGrant(Struct, frozen=True, kw_only=True, gc=False, rename="camel"):
    """The session of a client that has named its device.

    When it was not ``resumed``, ``seq`` is where the numbers begin and ``calls`` is all there is: a call that the
    client knows of and that is not there has ended. When it was, the events that were missed follow.
    """

    resumed: bool
    resume_token: ResumeToken
    epoch: Epoch
    seq: Seq
    window_ms: Annotated[int, Meta(ge=0, description="For how long it waits for its client, in milliseconds.")]
    heartbeat: Heartbeat
    calls: list[LiveCall]


class Welcome(_Message, frozen=True, kw_only=True, tag="welcome"):
    """The answer to ``hello``: who the server takes this client for, and for how long.

    ``serverNow`` is the server's clock in milliseconds since 1970, to be shown, not to be compared with.
    """

    protocol: int
    user_id: UserId
    token_expires_in_ms: Milliseconds | None
    server_now: Annotated[int, Meta(ge=0)] = 0
    session: SessionGrant | None = None


class GoingAway(_Message, frozen=True, kw_only=True, tag="going-away"):
    """The server stops. Connect again in ``reconnectInMs``, which differs from client to client."""

    reconnect_in_ms: Milliseconds


class TokenRefreshed(_Message, frozen=True, kw_only=True, tag="token-refreshed"):
    """The answer to ``token-refresh``: how long the connection may now stay."""

    token_expires_in_ms: Milliseconds | None


class Presence(_Message, frozen=True, kw_only=True, tag="presence"):
    """Who came online and who went, since the last one; the first after ``welcome`` names everybody.

    Sent only to clients that asked: with ``presence-watch``, or with ``presence`` in ``hello``, which names everybody
    where the server has that switched on.
    """

    online: list[UserId] = []
    offline: list[UserId] = []


ForwardedMessage = (
    ForwardedOffer
    | ForwardedAnswer
    | ForwardedIceCandidate
    | ForwardedAccept
    | ForwardedReject
    | ForwardedHangup
    | ForwardedMedia
)
Event = ForwardedMessage | CallRinging | CallMerged
"""What is numbered in a session, kept until it is acknowledged, and sent again after a lost connection."""

ServerMessage = Event | CallError | Done | Welcome | TokenRefreshed | Presence | Ping | Pong | GoingAway


def forwarded(message: CallMessage, *, sender_id: str) -> ForwardedMessage:
    """What the recipient of ``message`` is to receive: the declared fields, and the sender the server vouches for."""
    match message:
        case CallOffer() | CallAnswer() | CallIceCandidate():
            return _forwarded_negotiation(message, sender_id)
        case CallAccept():
            return ForwardedAccept(sender_id=sender_id, call_id=message.call_id)
        case CallReject():
            return ForwardedReject(sender_id=sender_id, call_id=message.call_id, reason=message.reason)
        case CallHangup():
            return ForwardedHangup(sender_id=sender_id, call_id=message.call_id, reason=message.reason)
        case CallMedia():
            return ForwardedMedia(
                sender_id=sender_id,
                call_id=message.call_id,
                audio=message.audio,
                video=message.video,
                screen=message.screen,
                hold=message.hold,
                reconnecting=message.reconnecting,
                shown_height=message.shown_height,
            )


def _forwarded_negotiation(message: CallOffer | CallAnswer | CallIceCandidate, sender_id: str) -> ForwardedMessage:
    call_id, connection_id = message.call_id, message.connection_id
    match message:
        case CallOffer(sdp=sdp, media=media):
            return ForwardedOffer(
                sender_id=sender_id, call_id=call_id, sdp=sdp, media=media, connection_id=connection_id
            )
        case CallAnswer(sdp=sdp):
            return ForwardedAnswer(sender_id=sender_id, call_id=call_id, sdp=sdp, connection_id=connection_id)
        case CallIceCandidate(candidate=candidate):
            return ForwardedIceCandidate(
                sender_id=sender_id, call_id=call_id, candidate=candidate, connection_id=connection_id
            )


# --- HTTP bodies --------------------------------------------------------------------------------------------------


class TurnCredentials(Struct, frozen=True, kw_only=True, rename="camel"):
    """Time-limited TURN credentials, the answer of ``GET /turn/credentials``."""

    username: Annotated[str, Meta(description="`expiry:user`, the expiry in seconds since 1970.")]
    password: Annotated[str, Meta(description="base64(HMAC-SHA1(secret, username)).")]
    ttl: Annotated[int, Meta(ge=0, description="For how many seconds they can be used to allocate.")]
    uris: Annotated[list[str], Meta(description="`stun:`, `turn:` and `turns:` URIs (RFC 7064, RFC 7065).")]


class CallRecord(Struct, frozen=True, kw_only=True, rename="camel"):
    """A call of a user's history as it stands; it may still ring."""

    call_id: CallId
    user_id: Annotated[str, Meta(description="The other party.")]
    direction: Literal["outgoing", "incoming"]
    state: Literal["ringing", "connecting", "connected", "reconnecting", "ended"]
    reason: Annotated[str, Meta(description="Why it has ended, as in `schema/call-states.json`.")] | None
    missed: Annotated[bool, Meta(description="Whether it rang here, or would have, and was not taken in time.")]
    placed_at: datetime
    connected_at: datetime | None
    ended_at: datetime | None
    duration_ms: Annotated[int, Meta(ge=0, description="From connected to ended, in milliseconds.")] | None
    quality: Annotated[QualitySummary | None, Meta(description="As this user reported it.")]
    rating: Annotated[Rating | None, Meta(description="What this user thinks of it.")]


class CallHistory(Struct, frozen=True, kw_only=True, rename="camel"):
    """A page of a user's calls, the newest first: the answer of ``GET /calls``."""

    calls: list[CallRecord]
    next_cursor: Annotated[str, Meta(description="Asks for the page after this one; null when there is none.")] | None


class Refusal(Struct, frozen=True, kw_only=True, rename="camel"):
    """The body of every HTTP answer that is an error."""

    error: Annotated[str, Meta(description="A stable code.")]
    message: Annotated[str, Meta(description="What went wrong and what to do, in a sentence.")]


class Health(Struct, frozen=True, kw_only=True, rename="camel"):
    """The body of ``GET /healthz``."""

    status: Literal["ok"] = "ok"


class Readiness(Struct, frozen=True, kw_only=True, rename="camel"):
    """The body of ``GET /readyz``: ``why`` says in a sentence what is in the way."""

    status: Literal["ready", "not ready"]
    why: str | None = None
