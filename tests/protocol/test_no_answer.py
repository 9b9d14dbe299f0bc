"""Nobody answers: the server ends the call when it has rung for its time, everywhere, with one reason."""

import pytest

from ringback.core.call import Timers
from tests.protocol.world import World


def test_it_ends_at_the_deadline_and_no_later() -> None:
    world = World(timers=Timers(ring_s=20))
    alice, laptop, telephone = world.peer("alice"), world.peer("bob"), world.peer("bob", "telephone")
    alice.send("call-offer", laptop)
    laptop.hears_only("call-offer")
    telephone.hears_only("call-offer")
    world.pass_time(19.9)
    alice.hears_nothing()
    world.pass_time(0.2)
    for peer in (alice, laptop, telephone):
        peer.hears_the_end("no_answer")
    assert world.live() == []


def test_a_full_caller_is_told_how_long_and_on_how_many_devices_it_rings() -> None:
    world = World()
    alice, bob, telephone = world.peer("alice", "tab"), world.peer("bob"), world.peer("bob", "telephone")
    alice.send("call-offer", bob)
    (ringing,) = alice.hears_only("call-ringing")
    assert (ringing["senderId"], ringing["devices"], ringing["expiresInMs"]) == ("bob", 1, 60_000)
    world.pass_time(1)
    telephone.hears_only("call-offer")
    (ringing,) = alice.hears_only("call-ringing")
    assert (ringing["devices"], ringing["expiresInMs"]) == (2, 59_000)


def test_ringing_is_not_claimed_of_a_device_that_does_not_say_that_it_has_the_offer() -> None:
    world = World()
    alice, telephone = world.peer("alice", "tab"), world.peer("bob", "telephone")
    telephone.cut()
    alice.send("call-offer", "bob")
    alice.hears_nothing()
    telephone.connect()
    alice.hears_nothing()
    telephone.hears_only("call-offer")
    alice.hears_only("call-ringing")


def test_a_plain_caller_is_never_told_that_it_rings() -> None:
    world = World()
    alice, bob = world.peer("alice"), world.peer("bob", "telephone")
    alice.send("call-offer", bob)
    bob.hears_only("call-offer")
    alice.hears_nothing()


@pytest.mark.parametrize(("late_s", "left_ms"), [(0, 60_000), (50, 10_000)])
def test_an_offer_says_how_much_longer_it_rings(late_s: float, left_ms: int) -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob")
    alice.send("call-offer", bob)
    world.pass_time(late_s)
    (offer,) = world.peer("bob", "telephone").hears_only("call-offer")
    assert offer["expiresInMs"] == left_ms


def test_an_offer_that_waited_for_its_device_says_what_is_left() -> None:
    world = World()
    alice, telephone = world.peer("alice", "tab"), world.peer("bob", "telephone")
    telephone.cut()
    alice.send("call-offer", "bob")
    world.pass_time(20)
    telephone.connect()
    (offer,) = telephone.hears_only("call-offer")
    assert (offer["ageMs"], offer["expiresInMs"]) == (20_000, 40_000)


def test_a_caller_that_gives_up_by_its_own_clock_ends_it_for_the_same_reason() -> None:
    world = World()
    alice, bob = world.peer("alice"), world.peer("bob")
    alice.send("call-offer", bob)
    bob.hears()
    alice.send("call-hangup", bob, reason="no_answer")
    bob.hears_the_end("no_answer")
    assert world.call().reason == "no_answer"


def test_a_telephone_that_comes_late_rings_too_and_learns_the_end_if_it_sleeps_through_it() -> None:
    world = World()
    alice, bob = world.peer("alice"), world.peer("bob")
    alice.send("call-offer", bob)
    alice.send("call-ice-candidate", bob)
    telephone = world.peer("bob", "telephone")
    telephone.hears_only("call-offer", "call-ice-candidate")
    telephone.cut()
    world.pass_time(61)
    telephone.connect()
    telephone.hears_the_end("no_answer")
