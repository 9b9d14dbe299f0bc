"""A party is gone in the middle of a call: the call waits, goes on when it returns, and ends when it does not."""

import pytest

from tests.protocol.world import Peer, World


def talking(world: World, alice: Peer, bob: Peer) -> None:
    """A call between the two."""
    alice.send("call-offer", bob)
    bob.send("call-accept", alice)
    bob.send("call-answer", alice)
    alice.hears()
    bob.hears()
    assert world.call().state == "connected"


@pytest.mark.parametrize("away_s", [1, 10, 50])
def test_a_device_that_returns_in_time_goes_on(away_s: float) -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob")
    talking(world, alice, bob)
    alice.cut()
    assert world.call().state == "reconnecting"
    world.pass_time(away_s)
    alice.connect()
    assert world.call().state == "connected"
    world.pass_time(3600)
    bob.hears_nothing()
    bob.send("call-hangup", alice)
    alice.hears_the_end(None)


def test_one_that_does_not_return_is_lost_for_both() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob")
    talking(world, alice, bob)
    alice.cut()
    world.pass_time(59)
    bob.hears_nothing()
    world.pass_time(2)
    bob.hears_the_end("lost")
    alice.connect()
    alice.hears_the_end("lost")


def test_when_both_are_gone_the_first_decides_how_long() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    talking(world, alice, bob)
    alice.cut()
    world.pass_time(40)
    bob.cut()
    world.pass_time(21)
    assert world.call().reason == "lost"


def test_a_plain_client_that_reconnects_is_heard_and_hears() -> None:
    world = World()
    alice, bob = world.peer("alice"), world.peer("bob")
    talking(world, alice, bob)
    alice.connect()
    world.pass_time(600)
    bob.hears_nothing()
    bob.send("call-ice-candidate", alice)
    alice.hears_only("call-ice-candidate")
    alice.send("call-ice-candidate", bob)
    bob.hears_only("call-ice-candidate")
    assert world.call().state == "connected"
    alice.send("call-hangup", bob)
    bob.hears_the_end(None)


def test_a_plain_client_that_never_says_a_word_again_is_presumed_there_for_a_while_and_not_busy() -> None:
    world = World()
    alice, bob, carol = world.peer("alice"), world.peer("bob"), world.peer("carol")
    talking(world, alice, bob)
    alice.connect()
    world.pass_time(600)
    carol.send("call-offer", alice, "c2")
    alice.hears_only("call-offer")
    carol.send("call-hangup", alice, "c2")
    alice.hears()
    world.pass_time(7200)
    bob.hears_the_end("lost")
    alice.hears_the_end("lost")


def test_a_plain_client_that_slept_through_the_end_is_told_once() -> None:
    world = World()
    alice, bob = world.peer("alice"), world.peer("bob")
    talking(world, alice, bob)
    alice.cut()
    bob.send("call-hangup", "alice")
    alice.connect()
    alice.hears_the_end("completed")
    alice.connect()
    alice.hears_nothing()


def test_media_that_does_not_come_about_in_time_is_a_failure_for_both() -> None:
    world = World()
    alice, bob = world.peer("alice"), world.peer("bob")
    alice.send("call-offer", bob)
    bob.send("call-accept", alice)
    alice.hears()
    bob.hears()
    world.pass_time(30)
    alice.hears_the_end("failed")
    bob.hears_the_end("failed")


def test_a_new_connection_of_the_same_device_closes_the_old_one() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob")
    talking(world, alice, bob)
    again = world.peer("alice", "tab")
    assert alice.connection is None
    assert world.call().state == "connected"
    bob.send("call-hangup", "alice")
    again.hears_the_end(None)
