"""Some faults lie between Firefox and other engines only."""

import re

_ORIGIN = re.compile(r"^o=mozilla", re.MULTILINE)
"""The origin line (RFC 8866 §5.2) of every description that Firefox makes."""


def made_by_firefox(sdp: str) -> bool:
    """Whether Firefox wrote this session description, as it came: libwebrtc keeps it with an origin of its own."""
    return bool(_ORIGIN.search(sdp))
