"""A device that has lost its connection to the other side, and not the call, begins another one in it."""

from tests.protocol.test_lost_party import talking
from tests.protocol.test_resume import shown
from tests.protocol.world import World


def test_a_page_that_is_loaded_again_finds_its_call_and_offers_in_it() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    talking(world, alice, bob)
    alice.cut()
    again = world.peer("alice", "tab")
    (call,) = shown(again)
    assert (call.call_id, call.here, call.state, call.polite) == ("c1", True, "reconnecting", True)
    again.send("call-offer", bob, connectionId="r1")
    again.send("call-ice-candidate", bob, connectionId="r1")
    offer, candidate = bob.hears_only("call-offer", "call-ice-candidate")
    assert offer["connectionId"] == candidate["connectionId"] == "r1"
    assert "expiresInMs" not in offer, "it does not ring"
    bob.send("call-answer", again, connectionId="r1")
    (answer,) = again.hears_only("call-answer")
    assert answer["connectionId"] == "r1"
    assert world.call().state == "connected"


def test_before_the_first_answer_the_answer_in_another_connection_counts() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    alice.send("call-offer", bob)
    bob.send("call-accept", alice)
    bob.cut()
    again = world.peer("bob", "tab")
    assert [call.state for call in shown(again)] == ["connecting"]
    again.send("call-offer", alice, connectionId="r1")
    alice.hears()
    alice.send("call-answer", again, connectionId="r1")
    assert world.call().state == "connected"


def test_the_other_side_has_named_no_device_and_cannot_follow() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob")
    talking(world, alice, bob)
    again = world.peer("alice", "tab")
    again.send("call-offer", bob, connectionId="r1")
    assert again.hears_only("call-error")[0]["error"] == "cannot_rejoin"
    bob.hears_nothing()
    assert world.call().state == "connected"
    again.send("call-hangup", bob, reason="lost")
    bob.hears_the_end("lost")
    assert world.call().reason == "failed"


def test_a_plain_client_that_is_away_cannot_follow_either() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob")
    talking(world, alice, bob)
    bob.cut()
    alice.send("call-offer", bob, connectionId="r1")
    assert alice.hears_only("call-error")[0]["error"] == "cannot_rejoin"


def test_a_second_tab_is_a_second_device_and_joins_nothing() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    talking(world, alice, bob)
    second = world.peer("alice", "second tab")
    (call,) = shown(second)
    assert (call.here, call.polite) == (False, None)
    second.send("call-offer", bob, connectionId="r1")
    assert second.hears_only("call-error")[0]["error"] == "not_in_call"
    bob.hears_nothing()
