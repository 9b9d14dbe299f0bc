"""The server dies in the middle of a change, and starts again with what the store holds."""

import pytest

from tests.protocol.world import World


@pytest.mark.parametrize("before_commit", [True, False], ids=["before the commit", "after the commit"])
def test_a_hang_up_that_dies_on_its_way(before_commit: bool) -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    alice.send("call-offer", bob)
    bob.send("call-accept", alice)
    bob.send("call-answer", alice)
    with world.dying(before_commit=before_commit):
        alice.send("call-hangup", bob)
    alice.connect()
    bob.connect()
    alice.hears()
    bob.hears()
    assert world.call().state == ("connected" if before_commit else "ended")
    alice.send("call-hangup", bob)
    assert world.call().reason == "completed"


@pytest.mark.parametrize("device", ["tab", None], ids=["full", "plain"])
def test_a_caller_that_is_back_first_and_repeats_its_offer_rings_whoever_comes_back(device: str | None) -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", device)
    alice.send("call-offer", bob)
    bob.hears()
    world.restart()
    alice.connect()
    alice.hears()
    alice.send("call-offer", bob)
    alice.hears_nothing()
    world.pass_time(3)
    bob.connect()
    (offer,) = bob.hears_only("call-offer")
    assert offer["expiresInMs"] == 57_000
    bob.send("call-accept", alice)
    assert world.call().state == "connecting"


def test_who_never_comes_back_is_rung_until_the_deadline() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    alice.send("call-offer", bob)
    world.restart()
    alice.connect()
    alice.send("call-offer", bob)
    world.pass_time(61)
    assert world.call().reason == "no_answer"


def test_a_call_nobody_comes_back_to_ends() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    alice.send("call-offer", bob)
    bob.send("call-accept", alice)
    bob.send("call-answer", alice)
    world.restart()
    world.pass_time(61)
    assert world.call().reason == "lost"
