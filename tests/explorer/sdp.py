"""The little SDP that the fake connections speak: what managers look at, and what an offer and answer need."""

from functools import lru_cache
from typing import NamedTuple

SEND, RECV = 1, 2
DIRECTIONS = ("inactive", "sendonly", "recvonly", "sendrecv")
"""Indexed by what is set of SEND and RECV."""
DIRECTION_OF = {name: bits for bits, name in enumerate(DIRECTIONS)}
REVERSED = (0, RECV, SEND, SEND | RECV)


class Section(NamedTuple):
    """An m-section. ``direction`` is a set of SEND and RECV, as its sender sees it."""

    mid: str
    kind: str
    direction: int
    streams: tuple[str, ...]


class Description(NamedTuple):
    """A session description, read."""

    type: str
    sdp: str
    ufrag: str
    sections: tuple[Section, ...]

    def section(self, mid: str) -> Section | None:
        """The section with that mid."""
        return next((section for section in self.sections if section.mid == mid), None)

    @property
    def has_data(self) -> bool:
        """Whether it has a section for data channels."""
        return any(section.kind == "application" for section in self.sections)


def write(kind: str, origin: str, ufrag: str, sections: tuple[Section, ...]) -> Description:
    """The description with these contents. ``origin`` is what follows ``o=``."""
    lines = ["v=0", f"o={origin} IN IP4 0.0.0.0", "s=-", "t=0 0"]
    setup = "actpass" if kind == "offer" else "active"
    for section in sections:
        lines += [
            f"m={section.kind} 9 UDP/TLS/RTP/SAVPF 111",
            f"a=mid:{section.mid}",
            f"a={DIRECTIONS[section.direction]}",
            f"a=ice-ufrag:{ufrag}",
            f"a=fingerprint:sha-256 {origin.split(maxsplit=1)[0]}",
            f"a=setup:{setup}",
            *(f"a=msid:{stream}" for stream in section.streams),
        ]
    return Description(kind, "\r\n".join(lines) + "\r\n", ufrag, sections)


@lru_cache(maxsize=4096)
def read(kind: str, sdp: str) -> Description:
    """Read what ``write`` has written. Raises ValueError for anything else."""
    ufrag = ""
    sections: list[Section] = []
    for part in sdp.split("m=")[1:]:
        lines = part.splitlines()
        mid, direction, streams = "", 0, []
        for line in lines[1:]:
            name, _, value = line.removeprefix("a=").partition(":")
            if name == "mid":
                mid = value
            elif name == "ice-ufrag":
                ufrag = value
            elif name == "msid":
                streams.append(value)
            elif name in DIRECTION_OF:
                direction = DIRECTION_OF[name]
        sections.append(Section(mid, lines[0].split()[0], direction, tuple(streams)))
    if not ufrag:
        raise ValueError("no description")
    return Description(kind, sdp, ufrag, tuple(sections))
