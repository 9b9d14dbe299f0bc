"""A link that goes bad and becomes good again: sound gets through, video yields to it and comes back by itself."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

from ..link import Conditions
from .conversation import CHROMIUM, talk
from .senses import assert_perceive, assert_talk, of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..network import Network
    from .person import Person

    Quality = dict[str, Any]

LOSSY = Conditions(delay_ms=25, loss_percent=2.5)  # on each of two links: 50 ms and 5 % on the way
NARROW = Conditions(delay_ms=25, loss_percent=2.5, rate_kbit=150)
GOOD = Conditions()
TOLD_WITHIN_S = 5.0
YIELDS_WITHIN_S = 15.0
BACK_WITHIN_S = 45.0
LISTENING_S = 4.0
CONCEALED_PERCENT = 5.0


@CHROMIUM
def test_video_yields_to_sound_and_comes_back(people: tuple[Person, Person], network: Network) -> None:
    alice, bob = people
    talk(alice, bob)
    _until(people, lambda quality: quality["level"] == 4 and quality["why"] is None, within_s=10)
    with _understood(people):
        network.set_conditions(LOSSY)
        told = _until(
            people, lambda quality: quality["level"] < 4 and quality["why"] is not None, within_s=TOLD_WITHIN_S
        )
        assert {quality["why"] for quality in told} <= {"high_loss_received", "high_loss_sent", "low_bandwidth"}
        time.sleep(LISTENING_S)
    network.set_conditions(NARROW)
    _until(people, lambda quality: quality["audioOnly"], within_s=YIELDS_WITHIN_S)
    with _understood(people):
        assert_perceive({bob: of(alice, sees="nothing"), alice: of(bob, sees="nothing")})
        time.sleep(LISTENING_S)
    network.set_conditions(GOOD)
    _until(people, lambda quality: not quality["audioOnly"] and quality["level"] == 4, within_s=BACK_WITHIN_S)
    assert_talk(alice, bob)


@contextlib.contextmanager
def _understood(people: tuple[Person, ...]) -> Iterator[None]:
    """Assert that of the samples which people hear inside the block few had to be made up."""
    before = [person.do("service.heard") for person in people]
    yield
    for person, was in zip(people, before, strict=True):
        heard = person.do("service.heard")
        concealed = (heard["concealed"] - was["concealed"]) / (heard["samples"] - was["samples"])
        assert concealed * 100 < CONCEALED_PERCENT, f"{person.name}: {concealed:.1%}"


def _until(people: tuple[Person, ...], holds: Callable[[Quality], bool], *, within_s: float) -> list[Quality]:
    """The first quality of each from now on of which this holds."""
    began = time.time()
    while True:
        later = [_since(person, began) for person in people]
        found = [next(filter(holds, qualities), None) for qualities in later]
        if all(found):
            return [quality for quality in found if quality]
        latest = [qualities[-1:] for qualities in later]
        assert time.time() < began + within_s, f"not within {within_s} s; latest {latest}"
        time.sleep(0.2)


def _since(person: Person, moment: float) -> list[Quality]:
    qualities: list[Quality] = person.do("service.qualities")
    return [quality for quality in qualities if quality["at"] > moment * 1000]
