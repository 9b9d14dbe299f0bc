"""What people hear and see of each other, by content: a frequency, a colour, and that it is new."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..media import PATIENCE_S
from ..peer import together
from .person import SIGNATURES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .person import Person

_COLOURS = {
    "lime": (0, 255, 0),
    "darkorange": (255, 140, 0),
    "cyan": (0, 255, 255),
    "magenta": (255, 0, 255),
    "white": (255, 255, 255),
    "blue": (0, 0, 255),
    "red": (255, 0, 0),
    "black": (0, 0, 0),
}
_COLOUR_TOLERANCE = 45  # a video codec keeps colours only roughly
_HERTZ_TOLERANCE = 10
SILENCE = 0


@dataclass(frozen=True)
class Perception:
    """What comes from the other side; None is that there is none, and nothing a frozen picture."""

    hears: int | None = None
    sees: str | None = None
    screen: str | None = None


def of(other: Person, **changed: int | str | None) -> Perception:
    """What somebody perceives of `other` as long as these do nothing in particular, but for what has changed."""
    signature = SIGNATURES[other.name]
    return replace(Perception(signature.hertz, signature.colour), **changed)  # type: ignore[arg-type]


def assert_perceive(expected: Mapping[Person, Perception], patience_s: float = PATIENCE_S) -> float:
    """Assert that each of these comes to perceive this, and nothing else; how long it took (s)."""
    began = time.monotonic()
    while True:
        found = dict(
            zip(expected, map(_named, together(*(who.order("service.perceived") for who in expected))), strict=True)
        )
        if found == expected:
            return time.monotonic() - began
        told = {who.name: perception for who, perception in found.items()}
        wanted = {who.name: perception for who, perception in expected.items()}
        assert time.monotonic() < began + patience_s, f"perceived {told}, not {wanted}"


def assert_talk(one: Person, other: Person, patience_s: float = PATIENCE_S) -> float:
    """Assert that both hear and see each other; how long it took (s)."""
    return assert_perceive({one: of(other), other: of(one)}, patience_s)


def _named(content: Mapping[str, Sequence[object]]) -> Perception:
    tones = [_tone(hertz) for hertz in content["hertz"]]
    cameras, screens = ([_colour(colour) for colour in content[of_what]] for of_what in ("camera", "screen"))
    return Perception(_only(tones), _only(cameras), _only(screens))  # type: ignore[arg-type]


def _only(found: Sequence[object]) -> object:
    return found[0] if len(found) == 1 else tuple(found) or None


def _tone(hertz: object) -> object:
    if not isinstance(hertz, (int, float)):
        return "nothing"
    near = round(hertz / 100) * 100
    return near if abs(hertz - near) <= _HERTZ_TOLERANCE else hertz


def _colour(colour: object) -> object:
    if not isinstance(colour, list):
        return "nothing"
    for name, wanted in _COLOURS.items():
        if all(abs(one - other) <= _COLOUR_TOLERANCE for one, other in zip(colour, wanted, strict=True)):
            return name
    return tuple(colour)
