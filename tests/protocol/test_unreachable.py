"""Nobody is there, or nobody is left."""

from tests.protocol.world import Peer, World


def told_offline(peer: Peer) -> None:
    """The last that ``peer`` was told is that nobody is there."""
    assert peer.hears()[-1]["error"] == "recipient_offline"


def test_an_offer_to_nobody_is_answered_and_recorded() -> None:
    world = World()
    alice = world.peer("alice")
    alice.send("call-offer", "bob")
    told_offline(alice)
    assert world.call().reason == "unreachable"
    assert world.live() == []


def test_an_offer_that_is_repeated_when_all_devices_have_gone_ends_the_call() -> None:
    world = World()
    alice, bob = world.peer("alice"), world.peer("bob")
    alice.send("call-offer", bob)
    bob.cut()
    alice.send("call-offer", "bob")
    told_offline(alice)
    assert world.call().reason == "unreachable"


def test_an_accept_of_a_call_whose_plain_caller_has_gone() -> None:
    world = World()
    alice, laptop, telephone = world.peer("alice"), world.peer("bob"), world.peer("bob")
    alice.send("call-offer", "bob")
    laptop.hears()
    telephone.hears()
    alice.cut()
    laptop.send("call-accept", "alice")
    told_offline(laptop)
    telephone.hears_the_end("unreachable")
    assert world.live() == []


def test_nobody_is_told_again_of_a_call_that_never_rang() -> None:
    world = World()
    alice = world.peer("alice")
    alice.send("call-offer", "bob")
    told_offline(alice)
    world.peer("bob", "tab").hears_nothing()
    world.peer("bob").hears_nothing()
    alice.connect().hears_nothing()
