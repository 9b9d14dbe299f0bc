"""What somebody does in a call: the other one hears and sees it, is told, and may do the same or another thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from ..browsers import Engine
from ..peer import at_once, together
from .conversation import MIXED_PAIRS
from .person import SECOND_SIGNATURES
from .senses import SILENCE, assert_perceive, assert_talk, of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..browsers import Pair
    from ..peer import Order
    from .person import Person

pytestmark = MIXED_PAIRS

People = tuple["Person", "Person"]


@dataclass(frozen=True)
class Action:
    """Something to do and to undo."""

    do: tuple[str, object]
    undo: tuple[str, object]
    told: Mapping[str, object] = field(default_factory=dict)
    """What the other one's `CallSnapshot.other` says meanwhile, and what one's own `own` says."""
    shown: Mapping[str, int | str | None] = field(default_factory=dict)
    """What the other one perceives meanwhile; `second` is that of the person's second device."""


SECOND_DEVICE = "second"
ACTIONS = {
    "mute": Action(("mute", True), ("mute", False), {"audio": False}, {"hears": SILENCE}),
    "camera": Action(("camera", False), ("camera", True), {"video": False}, {"sees": None}),
    "screen": Action(("shareScreen", "white"), ("stopSharing", None), {"screen": True}, {"screen": "white"}),
    "hold": Action(("hold", None), ("resume", None), {"hold": True}, {"hears": SILENCE, "sees": "black"}),
    "microphone": Action(
        ("switchTo", ["microphone", "second microphone"]),
        ("switchTo", ["microphone", "first microphone"]),
        shown={"hears": SECOND_DEVICE},
    ),
    "other camera": Action(
        ("switchTo", ["camera", "second camera"]),
        ("switchTo", ["camera", "first camera"]),
        shown={"sees": SECOND_DEVICE},
    ),
}
EVERY_ACTION = pytest.mark.parametrize("action", ACTIONS.values(), ids=ACTIONS)
NEUTRAL = {"audio": True, "video": True, "screen": None, "hold": False, "reconnecting": False}


@EVERY_ACTION
@pytest.mark.parametrize("who", [("alice",), ("bob",), ("alice", "bob")], ids="+".join)
def test_what_one_does_reaches_the_other(talking: People, action: Action, who: tuple[str, ...]) -> None:
    _act(talking, {person: action for person in talking if person.name in who})


@pytest.mark.parametrize("number", range(len(ACTIONS)), ids=ACTIONS)
def test_while_the_other_does_something_else(talking: People, number: int) -> None:
    alice, bob = talking
    actions = list(ACTIONS.values())
    _act(talking, {alice: actions[number], bob: actions[(number + 1) % len(actions)]})


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_who_holds_a_call_hears_nothing_of_it(talking: People, who: str) -> None:
    person = next(each for each in talking if each.name == who)
    assert [player["muted"] for player in person.do("census.players")] == [False]
    person.do("service.hold")
    assert [player["muted"] for player in person.do("census.players")] == [True]
    person.do("service.resume")
    assert [player["muted"] for player in person.do("census.players")] == [False]


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_another_speaker_plays_the_call(talking: People, who: str) -> None:
    person = next(each for each in talking if each.name == who)
    for speaker in ("second speaker", "first speaker"):
        person.do("service.switchTo", ["speaker", speaker])
        assert person.do("census.players") == [{"plays": True, "muted": False, "sinkId": speaker}]


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_keys_are_sent_and_heard(talking: People, pair: Pair, who: str) -> None:
    presser, listener = talking if who == "alice" else talking[::-1]
    tones = "0" * 10  # 941 and 1336 Hz (ITU-T Q.23)
    plays = getattr(pair, listener.name) is Engine.CHROMIUM  # Firefox takes such packets, and plays nothing
    together(presser.order("service.sendDtmf", tones), *[listener.order("service.hears", [941, 1336])] * plays)
    assert_talk(*talking)


def test_no_more_is_sent_than_is_shown(talking: People) -> None:
    """The picture's size follows: `web/test/quality/monitor-video.test.ts`. The pictures here are tiny."""
    for sender, viewer in (talking, talking[::-1]):
        viewer.do("service.showAt", 170)
        sender.do("service.sendsAtMost", 15)
        viewer.do("service.showAt", None)
        sender.do("service.sendsAtMost", 30)


def test_the_figures_and_the_explanation_of_a_good_call(talking: People) -> None:
    for person in talking:
        assert set(person.do("service.inbound")) == {"audio", "video"}
        explanation = person.do("service.explain")
        assert (explanation["reached"], explanation["cause"]) == ("media", None)
        assert explanation["selected"]["state"] == "succeeded"


def _act(people: People, actions: Mapping[Person, Action]) -> None:
    """Do it, at the same moment if both do something; then undo it."""
    _carry_out(*(person.order(f"service.{action.do[0]}", action.do[1]) for person, action in actions.items()))
    together(*_told(people, actions))
    changes = {person: _shown(person, action) for person, action in actions.items()}
    assert_perceive({person: of(other, **changes.get(other, {})) for person, other in (people, people[::-1])})
    _carry_out(*(person.order(f"service.{action.undo[0]}", action.undo[1]) for person, action in actions.items()))
    together(*_told(people, {}))
    assert_talk(*people)


def _carry_out(*orders: Order) -> None:
    if len(orders) == 1:
        together(*orders)
    else:
        at_once(*orders)


def _told(people: People, actions: Mapping[Person, Action]) -> list[Order]:
    """Both sides' own state, and what each knows of the other's."""
    does = {person: {**NEUTRAL, **(actions[person].told if person in actions else {})} for person in people}
    return [person.expecting(own=does[person], other=does[other]) for person, other in (people, people[::-1])]


def _shown(person: Person, action: Action) -> dict[str, int | str | None]:
    signature = SECOND_SIGNATURES[person.name]
    second: dict[str, int | str | None] = {"hears": signature.hertz, "sees": signature.colour}
    return {sense: second[sense] if what == SECOND_DEVICE else what for sense, what in action.shown.items()}
