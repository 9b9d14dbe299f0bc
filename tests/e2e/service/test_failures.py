"""Every call that does not come about says why, in words that a user understands, and says what to do next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from ..coturn import NEW_SECRET, PORT, STUN_URI, TURN_UDP_URI
from ..network import COTURN_ADDRESS, HOMES
from ..server import TurnSettings
from .conversation import CHROMIUM, ENGINES, begin
from .senses import SILENCE, assert_perceive, of

if TYPE_CHECKING:
    from ..browsers import Engine
    from .conftest import Invite
    from .person import Person

SHORTEST_RING_MS = 5_000
PART = re.compile(r"/sdk/[\w-]+-[0-9a-f]{16}\.js$")
PARTS_LOADED = "performance.getEntriesByType('resource').filter(({ name }) => /-[0-9a-f]{16}[.]js$/.test(name)).length"


@ENGINES
def test_why_a_call_was_not_taken(invite: Invite, engine: Engine) -> None:
    alice, bob = (invite(home, engine) for home in HOMES)
    alice.sign_in()
    alice.call(bob)
    _ended(alice, "unreachable", "bob.* cannot be reached.*")
    bob.sign_in()
    alice.call(bob)
    bob.comes_to(phase="ringing")
    alice.do("service.hangUp")
    _ended(alice, "cancelled", "You cancelled.*")
    _ended(bob, "cancelled", "alice.* called.*")
    alice.call(bob)
    bob.comes_to(phase="ringing")
    bob.do("service.reject")
    _ended(alice, "declined", "bob.* declined.*")
    _ended(bob, "declined", "You declined.*")


@CHROMIUM
def test_why_nobody_answered(people: tuple[Person, Person]) -> None:
    alice, bob = people
    alice.do("service.set", {"ringMs": SHORTEST_RING_MS})
    alice.call(bob)
    bob.comes_to(phase="ringing")
    _ended(alice, "no_answer", "bob.* did not answer.*")
    _ended(bob, "no_answer", "alice.* called.*")


@ENGINES
def test_why_a_call_was_lost(invite: Invite, engine: Engine) -> None:
    """A page is gone, and its user calls again from another one: the old call does not come back."""
    alice, bob = (invite(home, engine) for home in HOMES)
    for person in (alice, bob):
        person.sign_in()
    call_id = begin(alice, bob)
    other_page = invite.tab_of(alice)
    alice.vanish()
    other_page.sign_in()
    other_page.call(bob)
    bob.comes_to(phase="ringing")
    [end] = bob.do("service.ends")
    assert (end["callId"], end["reason"]) == (call_id, "lost")
    assert end["said"] == {"what": "The connection was lost.", "next": "Try another network."}
    other_page.do("service.hangUp")


NOBODY = f"turn:{COTURN_ADDRESS}:{PORT + 1}"
UNUSABLE_TURN = {
    "wrong_credentials": (
        TurnSettings((TURN_UDP_URI,), "a secret that coturn does not know"),
        "The TURN relay refused.",
    ),
    "no_turn": (TurnSettings((STUN_URI,), NEW_SECRET), "The service has no TURN relay."),
    "turn_unreachable": (
        TurnSettings((NOBODY, f"{NOBODY}?transport=tcp"), NEW_SECRET),
        "The TURN relay does not answer.",
    ),
}


@ENGINES
@pytest.mark.parametrize(
    ("turn", "cause", "words"),
    [(turn, cause, words) for cause, (turn, words) in UNUSABLE_TURN.items()],
    ids=UNUSABLE_TURN,
)
def test_why_a_call_does_not_connect(
    invite: Invite,
    engine: Engine,
    turn: TurnSettings,  # noqa: ARG001 - the server has it
    cause: str,
    words: str,
) -> None:
    alice, bob = (invite(home, engine) for home in HOMES)
    for person in (alice, bob):
        person.tolerate("ICE failed")  # Firefox says so on its console, some seconds later
        person.sign_in(iceTransportPolicy="relay")
    call_id = alice.call(bob)
    bob.comes_to(phase="ringing", callId=call_id)
    bob.do("service.accept")
    explanation = alice.do("service.explained", cause)
    assert explanation["reached"] in {"nothing", "gathering"}
    assert explanation["said"]["what"] == words
    assert explanation["said"]["next"]
    assert explanation["local"] == []
    alice.do("service.hangUp")


@ENGINES
def test_a_page_that_gets_nothing_but_the_first_module_talks_all_the_same(invite: Invite, engine: Engine) -> None:
    alice, bob = (invite(home, engine) for home in HOMES)
    alice.runner.run(alice.page.route(PART, lambda route: route.abort()))
    alice.tolerate("ERR_FAILED|Loading failed|NetworkError")  # the browsers say so on their consoles
    for person in (alice, bob):
        person.sign_in()
    bob.runner.run(bob.page.wait_for_function(f"{PARTS_LOADED} === 4"))  # before there is a call
    begin(alice, bob, video=True)
    assert_perceive({bob: of(alice, sees=None), alice: of(bob)})
    alice.do("service.mute", True)
    assert_perceive({bob: of(alice, hears=SILENCE, sees=None)})
    refusal = alice.do("service.refusal", ["camera", True])
    assert refusal["code"] == "camera_failed"
    assert alice.snapshot["quality"] is None
    bob.do("service.hangUp")
    _ended(alice, "completed", ".*ended.*")


def _ended(person: Person, reason: str, words: str) -> None:
    person.comes_to(phase="ended", reason=reason)
    said = person.do("service.words")["said"][-1]
    assert re.fullmatch(words, said["what"]), said
    assert said["next"]
