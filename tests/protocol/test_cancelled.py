"""The caller hangs up while it rings: every device stops."""

from tests.protocol.world import World


def test_every_device_stops_ringing() -> None:
    world = World()
    alice, laptop, telephone = world.peer("alice"), world.peer("bob"), world.peer("bob", "telephone")
    alice.send("call-offer", "bob")
    laptop.hears_only("call-offer")
    telephone.hears_only("call-offer")
    alice.send("call-hangup", "bob", reason="cancelled")
    laptop.hears_the_end("cancelled")
    telephone.hears_the_end("cancelled")
    assert world.call().reason == "cancelled"


def test_an_accept_that_comes_too_late_is_answered_with_the_end() -> None:
    world = World()
    alice, bob = world.peer("alice"), world.peer("bob")
    alice.send("call-offer", bob)
    bob.hears()
    alice.send("call-hangup", bob)
    bob.hears_the_end(None)
    bob.send("call-accept", alice)
    bob.hears_the_end("cancelled")
    alice.hears_nothing()
