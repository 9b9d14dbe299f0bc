"""What an ``icecandidateerror`` means."""

from ringback.peer.engine import IceCandidateErrorEvent
from ringback.peer.errors import PeerError, PeerErrorCode

_REFUSED = "The TURN server refused the credentials: they are wrong or have expired."

_MEANINGS: dict[int, tuple[PeerErrorCode, str]] = {
    401: ("turn_credentials_refused", _REFUSED),
    403: ("turn_credentials_refused", "The TURN server forbids what was asked of it."),
    438: ("turn_credentials_refused", _REFUSED),
    441: ("turn_credentials_refused", _REFUSED),
    486: ("turn_quota_reached", "The TURN server has reached its limit of allocations for this user."),
    701: ("ice_server_unreachable", "The STUN or TURN server could not be reached."),
}
"""STUN error codes (RFC 8489 §14.8, RFC 8656 §19) that say something particular; 701 is webrtc-pc's own."""


def ice_candidate_error(event: IceCandidateErrorEvent) -> PeerError:
    """Names what went wrong. None is fatal by itself: another server or path may do.

    Source: W3C webrtc-pc, RTCPeerConnectionIceErrorEvent.
    """
    unknown: tuple[PeerErrorCode, str] = (
        "ice_server_error",
        f"The STUN or TURN server answered with error {event.error_code}.",
    )
    code, sentence = _MEANINGS.get(event.error_code, unknown)
    error = PeerError(code, sentence, reason=event.error_text or None)
    error.error_code, error.url = event.error_code, event.url
    return error
