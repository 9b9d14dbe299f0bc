"""What the clients send: real call messages in each server's own form, of the same length for both."""

from collections.abc import Callable
from typing import Any, Final

import msgspec

STAMP: Final = "@@" + "0" * 19
"""The load generator writes the time of sending over the digits."""

CANDIDATE: Final = {
    "candidate": "candidate:842163049 1 udp 1677729535 203.0.113.7 46154 typ srflx raddr 192.0.2.23 rport 46154",
    "sdpMid": "0",
    "sdpMLineIndex": 0,
    "usernameFragment": "4ZcD",
}

SDP_HEAD: Final = """v=0
o=- 4611731400430051336 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
a=msid-semantic: WMS stream
m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:4ZcD
a=ice-pwd:2/1muCWoOi3uLifh0NuRHlde
a=ice-options:trickle
a=fingerprint:sha-256 D2:FA:0E:C3:22:59:5E:14:95:69:92:3D:13:B4:84:24:2C:C2:A2:C0:3E:FD:34:8E:5E:EA:6F:AF:52:CE:E6:0F
a=setup:active
a=mid:0
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=sendrecv
a=rtcp-mux
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
"""

Compose = Callable[[str, int], str]
"""The message for a recipient, of a length in bytes."""


def ringback_candidate(recipient: str, size: int) -> str:
    """A candidate for our server."""
    message = {"type": "call-ice-candidate", "recipientId": recipient, "candidate": CANDIDATE}
    return _filled(lambda filler: {**message, "callId": STAMP + filler}, size)


def ringback_answer(recipient: str, size: int) -> str:
    """A session description for our server."""
    message = {"type": "call-answer", "recipientId": recipient, "sdp": _sdp(size)}
    return _filled(lambda filler: {**message, "callId": STAMP + filler}, size)


def peerjs_candidate(recipient: str, size: int) -> str:
    """A candidate for the PeerJS server, as the PeerJS client sends it."""
    payload = {"candidate": CANDIDATE, "type": "media"}
    message = {"type": "CANDIDATE", "dst": recipient}
    return _filled(lambda filler: {**message, "payload": {**payload, "connectionId": f"mc_{STAMP}{filler}"}}, size)


def peerjs_answer(recipient: str, size: int) -> str:
    """A session description for the PeerJS server, as the PeerJS client sends it."""
    payload = {"sdp": {"type": "answer", "sdp": _sdp(size)}, "type": "media", "browser": "chrome"}
    message = {"type": "ANSWER", "dst": recipient}
    return _filled(lambda filler: {**message, "payload": {**payload, "connectionId": f"mc_{STAMP}{filler}"}}, size)


def _sdp(size: int) -> str:
    """A description that takes most of ``size`` bytes once it stands in JSON, where a line's end takes four."""
    lines = SDP_HEAD.splitlines()
    candidate = f"a={CANDIDATE['candidate']} generation 0 network-cost 999"
    while sum(len(line) + 4 for line in lines) + len(candidate) + 4 < size - 300:
        lines.append(candidate)
    return "".join(f"{line}\r\n" for line in lines)


def _filled(message: Callable[[str], dict[str, Any]], size: int) -> str:
    """The message as JSON, its call id lengthened until it has ``size`` bytes.

    Raises:
        ValueError: it is longer without any filling.
    """
    missing = size - len(msgspec.json.encode(message("")))
    if missing < 0:
        raise ValueError(f"the message does not fit into {size} bytes; it has {size - missing}")
    return msgspec.json.encode(message("x" * missing)).decode()
