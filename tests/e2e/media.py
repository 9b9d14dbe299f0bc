"""What a test may say about media. Every statement is about effects: decoded frames, received samples, pictures."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .peer import together

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .peer import Peer

PATIENCE_S = 10.0  # when a test stops waiting for something and fails
_COLOURS = {
    "red": (255, 0, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "cyan": (0, 255, 255),
    "magenta": (255, 0, 255),
    "white": (255, 255, 255),
}
_COLOUR_TOLERANCE = 40  # a video codec keeps colours only roughly


@dataclass(frozen=True)
class Streams:
    """How many streams each side is to receive."""

    videos: int = 1
    audios: int = 1


def assert_media_flows(*peers: Peer, streams: Streams = Streams()) -> float:
    """Assert that each peer comes to decode new frames, and to hear new sound, on at least so many streams.

    Returns:
        The moment (epoch, s) at which media had reached the last peer, measured in the pages.
    """
    wanted = {"videos": streams.videos, "audios": streams.audios}
    moments: list[float | None] = together(*(peer.order("probe.flowing", wanted) for peer in peers))
    for peer, moment in zip(peers, moments, strict=True):
        assert moment is not None, f"{peer.name} lacks new media of {streams}: {peer.do('probe.figures')}"
    return max(moment for moment in moments if moment is not None) / 1000


@contextlib.contextmanager
def assert_no_gap(*peers: Peer, limit_s: float) -> Iterator[None]:
    """Assert that inside the block no peer waits longer than `limit_s` for a decoded frame or an audio packet."""
    for peer in peers:
        peer.do("gap.begin")
    yield
    for peer in peers:
        longest_ms = peer.do("gap.end")
        assert max(longest_ms.values()) <= limit_s * 1000, f"{peer.name} was left without media: {longest_ms}"


def assert_sees(peer: Peer, *pictures: str) -> None:
    """Assert that a peer's remote videos come to show exactly these: colours, or "camera" for anything else."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        seen = [_name(colour) for colour in peer.do("content.colours")]
        if sorted(seen) == sorted(pictures):
            return
        assert time.monotonic() < deadline, f"{peer.name} sees {seen}, not {list(pictures)}"


def _name(colour: list[int]) -> str:
    for name, wanted in _COLOURS.items():
        if all(abs(one - other) <= _COLOUR_TOLERANCE for one, other in zip(colour, wanted, strict=True)):
            return name
    return "camera"
