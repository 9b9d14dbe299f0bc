"""A second call to somebody who is in one: busy, unless call waiting is on."""

import pytest

from tests.protocol.world import Peer, World


def talking(world: World, bob: Peer) -> Peer:
    """Alice, in a call with ``bob``."""
    alice = world.peer("alice")
    alice.send("call-offer", bob)
    bob.send("call-accept", alice)
    bob.send("call-answer", alice)
    alice.hears_only("call-accept", "call-answer")
    bob.hears_only("call-offer")
    return alice


@pytest.mark.parametrize("device", [None, "tab"])
def test_the_second_caller_is_told_and_the_callee_hears_nothing(device: str | None) -> None:
    world = World()
    bob, telephone = world.peer("bob", device), world.peer("bob", "telephone")
    talking(world, bob)
    telephone.hears()
    carol = world.peer("carol")
    carol.send("call-offer", bob, "c2")
    carol.hears_the_end("busy", "c2")
    bob.hears_nothing()
    telephone.hears_nothing()
    assert world.call("carol", "bob", "c2").reason == "busy"


def test_who_places_a_call_is_busy_and_whom_one_only_rings_is_not() -> None:
    world = World()
    alice, bob, carol = world.peer("alice"), world.peer("bob"), world.peer("carol")
    alice.send("call-offer", bob)
    carol.send("call-offer", alice, "c2")
    carol.hears_the_end("busy", "c2")
    carol.send("call-offer", bob, "c3")
    bob.hears_only("call-offer", "call-offer")


def test_call_waiting_rings() -> None:
    world = World(call_waiting=True)
    bob = world.peer("bob")
    talking(world, bob)
    carol = world.peer("carol")
    carol.send("call-offer", bob, "c2")
    bob.hears_only("call-offer")
    carol.hears_nothing()


def test_after_the_call_nobody_is_busy() -> None:
    world = World()
    bob = world.peer("bob")
    alice = talking(world, bob)
    alice.send("call-hangup", bob)
    bob.hears_the_end(None)
    world.peer("carol").send("call-offer", bob, "c2")
    bob.hears_only("call-offer")


def test_a_client_that_says_busy_by_itself_ends_it_so() -> None:
    world = World()
    alice, bob = world.peer("alice"), world.peer("bob")
    alice.send("call-offer", bob)
    bob.send("call-reject", alice, reason="busy")
    (message,) = alice.hears_only("call-reject")
    assert message["reason"] == "busy"
    assert world.call().reason == "busy"
