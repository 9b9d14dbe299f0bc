"""Several tabs and several calls: two tabs of one user, a call during a call, and a user who is busy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..network import HOMES
from ..peer import together
from .conversation import ENGINES, begin, talk
from .senses import SILENCE, assert_perceive, assert_talk, of

if TYPE_CHECKING:
    from ..browsers import Engine
    from .conftest import Invite
    from .person import Person

AT_ONCE_S = 0.5  # from the click in one tab until the other one has stopped ringing


@ENGINES
def test_one_tab_answers_and_the_other_stops_ringing_at_once(invite: Invite, engine: Engine) -> None:
    alice, bob = _alice_and_bob(invite, engine)
    tab = invite.tab_of(bob)
    tab.sign_in()
    alice.call(bob, video=True)
    alice.comes_to(phase="ringing", devices=2)
    together(*(each.expecting(phase="ringing") for each in (bob, tab)))
    together(*(each.order("census.becomes", {"loud": True}) for each in (bob, tab)))
    answered_at = tab.do("probe.now")
    tab.do("service.accept")
    ended_s, silent_ms = together(
        bob.expecting(phase="ended", reason="answered_elsewhere"), bob.order("census.becomes", {"loud": False})
    )
    assert ended_s - answered_at < AT_ONCE_S * 1000
    assert silent_ms - ended_s < 200
    assert_talk(alice, tab)
    assert bob.do("service.words")["said"][0]["what"] == "You answered on another device."


@ENGINES
def test_what_one_tab_declines_rings_nowhere(invite: Invite, engine: Engine) -> None:
    alice, bob = _alice_and_bob(invite, engine)
    tab = invite.tab_of(bob)
    tab.sign_in()
    alice.call(bob)
    together(*(each.expecting(phase="ringing") for each in (bob, tab)))
    bob.do("service.reject")
    alice.comes_to(phase="ended", reason="declined")
    tab.comes_to(phase="ended", reason="declined_elsewhere")


@ENGINES
def test_who_is_in_a_call_is_busy(invite: Invite, engine: Engine) -> None:
    alice, bob = _alice_and_bob(invite, engine)
    carol = invite(HOMES[0], engine, name="carol")
    carol.sign_in()
    talk(alice, bob)
    carol.call(bob)
    carol.comes_to(phase="ended", reason="busy")
    assert "in another call" in carol.do("service.words")["said"][0]["what"]
    assert carol.do("service.refusal", ["call", {"to": "nobody"}]) is None
    assert alice.do("service.refusal", ["call", {"to": carol.user}])["code"] == "in_call"
    assert_talk(alice, bob)


@ENGINES
def test_call_waiting(invite: Invite, engine: Engine) -> None:
    alice, bob = (invite(home, engine) for home in HOMES)
    carol = invite(HOMES[0], engine, name="carol")
    alice.sign_in()
    bob.sign_in(callWaiting=True)
    carol.sign_in()
    begin(alice, bob)
    carol.call(bob, video=True)
    bob.do("service.turnTo", carol.user)
    bob.comes_to(phase="ringing", userId=carol.user)
    bob.do("service.accept", {"video": True})
    together(*(person.expecting(phase="connected") for person in (bob, carol)))
    alice.comes_to(phase="connected", other={"hold": True})
    assert_perceive({bob: of(carol), carol: of(bob), alice: of(bob, hears=SILENCE, sees="black")})
    bob.do("service.turnTo", alice.user)
    bob.do("service.resume")
    carol.comes_to(other={"hold": True})
    assert_perceive({bob: of(alice), alice: of(bob), carol: of(bob, hears=SILENCE, sees="black")})
    carol.do("service.hangUp")
    assert_talk(alice, bob)
    assert [(end["userId"], end["reason"]) for end in bob.do("service.ends")] == [(carol.user, "completed")]


@ENGINES
def test_a_hidden_tab_rings_and_carries_a_call(invite: Invite, engine: Engine) -> None:
    alice, bob = _alice_and_bob(invite, engine)
    bob.do("machine.hide", True)
    alice.call(bob, video=True)
    bob.comes_to(phase="ringing")
    bob.do("census.becomes", {"loud": True})
    bob.do("service.accept")
    together(*(person.expecting(phase="connected") for person in (alice, bob)))
    alice.do("service.mute", True)
    bob.comes_to(other={"audio": False})
    assert_perceive({alice: of(bob), bob: of(alice, hears=SILENCE)})
    bob.do("machine.hide", False)
    alice.do("service.mute", False)
    assert_talk(alice, bob)


def _alice_and_bob(invite: Invite, engine: Engine) -> tuple[Person, Person]:
    alice, bob = (invite(home, engine) for home in HOMES)
    for person in (alice, bob):
        person.sign_in()
    return alice, bob
