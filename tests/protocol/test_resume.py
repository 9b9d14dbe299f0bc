"""A device that loses its socket misses nothing, and what it sends again is done once."""

from ringback.messages import LiveCall
from tests.protocol.test_lost_party import talking
from tests.protocol.world import Peer, World


def pair() -> tuple[World, Peer, Peer]:
    world = World()
    return world, world.peer("alice", "tab"), world.peer("bob", "telephone")


def shown(peer: Peer) -> list[LiveCall]:
    """The calls of its snapshot."""
    assert peer.snapshot is not None, "it has resumed"
    return peer.snapshot


def test_what_was_said_meanwhile_comes_late_and_in_order() -> None:
    world, alice, bob = pair()
    talking(world, alice, bob)
    alice.hears()
    bob.cut()
    alice.send("call-ice-candidate", bob)
    alice.send("call-offer", bob)
    alice.hears_nothing()
    world.pass_time(5)
    alice.send("call-hangup", bob)
    bob.connect()
    missed = bob.hears_only("call-ice-candidate", "call-offer", "call-hangup")
    assert [message["ageMs"] for message in missed] == [5000, 5000, 0]


def test_the_end_of_a_call_is_told_once() -> None:
    world, alice, bob = pair()
    talking(world, alice, bob)
    bob.cut()
    alice.send("call-hangup", bob)
    bob.connect()
    bob.hears_the_end(None)
    bob.connect()
    bob.hears_nothing()


def test_a_blink_makes_nobody_unreachable_and_a_closed_laptop_does_not_ring() -> None:
    world, alice, bob = pair()
    bob.cut()
    world.pass_time(9)
    alice.send("call-offer", bob, "c1")
    alice.hears_nothing()
    bob.connect()
    bob.hears_only("call-offer")
    bob.send("call-reject", alice, "c1")
    bob.cut()
    world.pass_time(11)
    alice.hears()
    alice.send("call-offer", bob, "c2")
    assert alice.hears_only("call-error")[0]["error"] == "recipient_offline"


def test_a_call_waits_for_a_device_that_is_away_and_goes_on_when_it_resumes() -> None:
    world, alice, bob = pair()
    talking(world, alice, bob)
    bob.cut()
    assert world.call().state == "reconnecting"
    world.pass_time(50)
    bob.connect()
    assert world.call().state == "connected"
    world.pass_time(600)
    alice.hears_nothing()


def test_it_ends_when_the_device_stays_away() -> None:
    world, alice, bob = pair()
    talking(world, alice, bob)
    bob.cut()
    world.pass_time(61)
    alice.hears_the_end("lost")
    bob.connect()
    bob.hears_the_end("lost")


def test_after_the_window_there_is_a_snapshot() -> None:
    world, alice, bob = pair()
    alice.send("call-offer", bob, "c1")
    bob.hears()
    bob.cut()
    world.pass_time(121)
    bob.connect()
    assert shown(bob) == []
    alice.hears()
    alice.send("call-offer", bob, "c2")
    bob.connect()
    assert bob.snapshot is None
    bob.hears()
    world.restart()
    bob.connect()
    (call,) = shown(bob)
    assert (call.call_id, call.user_id, call.direction, call.state, call.here) == (
        "c2", "alice", "incoming", "ringing", True,
    )  # fmt: skip


def test_a_command_that_is_sent_again_is_done_once() -> None:
    _, alice, bob = pair()
    alice.send("call-offer", bob, commandId="m1")
    alice.hears_only("done")
    alice.cut()
    alice.connect()
    alice.send("call-offer", bob, commandId="m1")
    alice.hears_only("done")
    bob.hears_only("call-offer")


def test_what_comes_on_a_socket_that_was_left_behind_says_nothing() -> None:
    world, alice, bob = pair()
    alice.send("call-offer", bob)
    bob.hears()
    left = alice.connection
    assert left is not None
    alice.cut()
    alice.connect()
    world.receive(left, alice.composed("call-hangup", "bob", "c1"))
    bob.hears_nothing()
    assert world.call().state == "ringing"


def test_a_device_on_another_socket_replaces_itself_and_goes_on() -> None:
    world, alice, bob = pair()
    talking(world, alice, bob)
    again = world.peer("bob", "telephone")
    assert bob.connection is None
    assert [call.state for call in shown(again)] == ["connected"]
    alice.send("call-hangup", bob)
    again.hears_the_end(None)


def test_who_says_goodbye_is_gone_at_once() -> None:
    _, alice, bob = pair()
    bob.leave()
    alice.send("call-offer", bob)
    assert alice.hears_only("call-error")[0]["error"] == "recipient_offline"


def test_a_caller_that_is_away_hears_that_its_call_was_taken() -> None:
    world, alice, bob = pair()
    alice.send("call-offer", bob)
    alice.cut()
    bob.send("call-accept", alice)
    bob.hears_only("call-offer")
    alice.connect()
    assert "call-accept" in [message["type"] for message in alice.hears()]
    bob.send("call-answer", alice)
    assert world.call().state == "connected"
