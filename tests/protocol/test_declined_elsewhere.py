"""Declined on one device: the others stop ringing, also those that were away meanwhile."""

from tests.protocol.world import World


def test_the_others_stop_ringing() -> None:
    world = World()
    alice, laptop, telephone = world.peer("alice"), world.peer("bob"), world.peer("bob", "telephone")
    away = world.peer("bob", "tablet")
    alice.send("call-offer", "bob")
    for peer in (laptop, telephone, away):
        peer.hears_only("call-offer")
    away.cut()
    laptop.send("call-reject", alice)
    alice.hears_only("call-reject")
    telephone.hears_the_end("declined_elsewhere")
    laptop.hears_nothing()
    away.connect()
    away.hears_the_end("declined_elsewhere")
