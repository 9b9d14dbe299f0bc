"""A page that is loaded again in a call is back in it within 3 s: the same call, in a new connection."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import pytest

from ..network import HOMES
from ..peer import together
from .conversation import ENGINES, MIXED_PAIRS, talk
from .senses import Perception, assert_perceive, assert_talk

if TYPE_CHECKING:
    from ..browsers import Engine
    from .conftest import Invite
    from .person import Person

BACK_WITHIN_S = 3.0


@MIXED_PAIRS
@pytest.mark.parametrize("who", [("alice",), ("bob",), ("alice", "bob")], ids="+".join)
def test_a_reload_goes_on_with_the_call(people: tuple[Person, Person], who: tuple[str, ...]) -> None:
    alice, bob = people
    call_id = talk(alice, bob)
    took_s = _reload(people, [person for person in people if person.name in who])
    assert_talk(alice, bob)
    for person in people:
        assert person.snapshot["callId"] == call_id
        assert person.snapshot["phase"] == "connected"
    assert took_s <= BACK_WITHIN_S
    alice.do("service.hangUp")
    together(*(person.expecting(phase="ended", reason="completed", callId=call_id) for person in people))
    assert [call["callId"] for call in alice.do("service.history")] == [call_id]


@MIXED_PAIRS
def test_what_was_switched_off_and_shared_is_known_after_a_reload(people: tuple[Person, Person]) -> None:
    alice, bob = people
    talk(alice, bob)
    bob.do("service.mute", True)
    bob.do("service.shareScreen", "white")
    alice.comes_to(other={"audio": False, "screen": True})
    alice.reload()
    alice.comes_to(phase="connected", other={"audio": False, "screen": True})
    assert_perceive({alice: Perception(hears=0, sees="darkorange", screen="white"), bob: Perception(700, "lime")})


@ENGINES
@pytest.mark.usefixtures("echo")
def test_a_reload_goes_on_with_a_program(invite: Invite, engine: Engine) -> None:
    alice = invite(HOMES[0], engine)
    alice.sign_in()
    call_id = alice.do("service.call", {"to": "echo", "video": True})
    own = Perception(700, "lime")
    alice.comes_to(phase="connected", callId=call_id)
    assert_perceive({alice: own})
    took_s = _reload((alice,), [alice])
    alice.comes_to(phase="connected", callId=call_id)
    assert_perceive({alice: own})
    assert took_s <= BACK_WITHIN_S


def _reload(people: tuple[Person, ...], reloading: list[Person]) -> float:
    """Load pages again at the same moment; how long it took until media came to everybody in new connections (s)."""
    made = {person: person.do("census.made") for person in people if person not in reloading}
    began = time.time()

    async def at_once() -> None:
        await asyncio.gather(*(person.reloading() for person in reloading))

    reloading[0].runner.run(at_once())
    for person, before in made.items():
        person.do("census.comesToMake", before + 1)
    together(*(person.expecting(phase="connected") for person in people))
    moments: list[Any] = together(*(person.order("probe.flowing", {"videos": 1, "audios": 1}) for person in people))
    assert all(moments), moments
    return float(max(moments)) / 1000 - began
