"""The DTLS role in an answer, kept as it is in the association there is."""

import re

from ringback.peer.engine import Engine, SessionDescription

_ROLE = re.compile(r"^a=setup:(active|passive)(?=\r?$)", re.MULTILINE)
_FINGERPRINT = re.compile(r"^a=fingerprint:.*$", re.MULTILINE)
_OPPOSITE = {"active": "passive", "passive": "active"}


def keep_dtls_role(answer: str, engine: Engine) -> str:
    """``answer`` with the DTLS role that its sender has in the association there is.

    A role stays for as long as the association (RFC 8842 §5.3). Firefox 153 answers an ICE restart with ``active``
    whatever it was, and libwebrtc then refuses the whole answer ("Failed to set SSL role for the transport"). An
    answer with another fingerprint makes a new association, and is left as it is.
    """
    local, remote = engine.current_local_description, engine.current_remote_description
    if local is None or remote is None or not _same_association(answer, remote):
        return answer
    role = _role_in(remote.sdp) if remote.type == "answer" else _OPPOSITE.get(_role_in(local.sdp))
    return _ROLE.sub(f"a=setup:{role}", answer) if role else answer


def _same_association(answer: str, remote: SessionDescription) -> bool:
    fingerprints = set(_FINGERPRINT.findall(answer))
    return bool(fingerprints) and fingerprints <= set(_FINGERPRINT.findall(remote.sdp))


def _role_in(sdp: str) -> str:
    role = _ROLE.search(sdp)
    return role[1] if role else ""
