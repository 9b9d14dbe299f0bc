"""What a test may say about media. Every statement is about effects: decoded frames, received samples, pictures."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .peer import together

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
_HERTZ_TOLERANCE = 10


@dataclass(frozen=True)
class Signature:
    """What a peer sounds and looks like, where microphone and camera do not tell who is who."""

    hertz: int  # a multiple of 100: then a program's every 10 ms are the same
    colour: str


SIGNATURES = {"alice": Signature(700, "lime"), "bob": Signature(1100, "darkorange")}
_SIGNATURE_COLOURS = {"lime": (0, 255, 0), "darkorange": (255, 140, 0)}


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
def assert_no_gap(*peers: Peer, limit_s: float, kinds: Sequence[str] = ("video", "audio")) -> Iterator[None]:
    """Assert that inside the block no peer waits longer than `limit_s` for a decoded frame or an audio packet."""
    for peer in peers:
        peer.do("gap.begin")
    yield
    for peer in peers:
        longest_ms = {kind: gap_ms for kind, gap_ms in peer.do("gap.end").items() if kind in kinds}
        assert max(longest_ms.values()) <= limit_s * 1000, f"{peer.name} was left without media: {longest_ms}"


def assert_sees(peer: Peer, *pictures: str) -> None:
    """Assert that a peer's remote videos come to show exactly these: colours, or "camera" for anything else."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        seen = [_name(colour) for colour in peer.do("content.colours")]
        if sorted(seen) == sorted(pictures):
            return
        assert time.monotonic() < deadline, f"{peer.name} sees {seen}, not {list(pictures)}"


def assert_content(
    *peers: Peer,
    video: bool = True,
    more: Mapping[str, Sequence[str]] = MappingProxyType({}),
    patience_s: float = PATIENCE_S,
) -> None:
    """Assert that of two peers each comes to hear the other's tone, and to see the other's pictures and no others.

    Args:
        peers: Both sides of a call with signatures; nothing counts that they have heard or seen before.
        video: Whether they send the pictures of their signatures.
        more: The colours that a peer, by name, sends besides.
        patience_s: For how long.
    """
    deadline = time.monotonic() + patience_s
    expected = {}
    for peer, other in zip(peers, reversed(peers), strict=True):
        theirs = SIGNATURES[other.name]
        colours = sorted([*([theirs.colour] if video else []), *more.get(other.name, ())])
        expected[peer.name] = (theirs.hertz, colours)
    while True:
        perceived = {peer.name: _perceived(each) for peer, each in zip(peers, _look_and_listen(*peers), strict=True)}
        if perceived == expected:
            return
        assert time.monotonic() < deadline, f"perceived {perceived}, not {expected}"


def _look_and_listen(*peers: Peer) -> list[dict[str, list[Any]]]:
    return together(*(peer.order("content.perceived") for peer in peers))


def _perceived(content: dict[str, list[Any]]) -> tuple[object, list[str]]:
    """The hundreds of Hz that the only tone is, if it is near enough, and the names of the colours."""
    tones = [round(hertz / 100) * 100 if _is_tone(hertz) else hertz for hertz in content["hertz"]]
    colours = [
        _name(colour, {**_COLOURS, **_SIGNATURE_COLOURS}) if colour else "nothing" for colour in content["colours"]
    ]
    return tones[0] if len(tones) == 1 else tones, sorted(colours)


def _is_tone(hertz: float | None) -> bool:
    return hertz is not None and abs(hertz - round(hertz / 100) * 100) <= _HERTZ_TOLERANCE


def _name(colour: list[int], colours: Mapping[str, tuple[int, int, int]] = _COLOURS) -> str:
    for name, wanted in colours.items():
        if all(abs(one - other) <= _COLOUR_TOLERANCE for one, other in zip(colour, wanted, strict=True)):
            return name
    return "camera"
