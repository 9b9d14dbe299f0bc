"""Both call each other at once: one call comes of it."""

import pytest

from tests.protocol.world import World


@pytest.mark.parametrize("first", [None, "tab"], ids=["first caller plain", "first caller full"])
def test_a_later_caller_with_a_name_is_merged_into_the_first_call(first: str | None) -> None:
    world = World()
    alice, bob, telephone = world.peer("alice", first), world.peer("bob", "tab"), world.peer("bob", "telephone")
    alice.send("call-offer", "bob", "c1")
    bob.send("call-offer", "alice", "c2")
    (accept,) = alice.hears_only("call-accept")
    assert accept["callId"] == "c1"
    offer, merged = bob.hears_only("call-offer", "call-merged")
    assert offer["callId"] == "c1"
    assert (merged["callId"], merged["into"], merged["senderId"]) == ("c2", "c1", "alice")
    telephone.hears_only("call-offer", "call-hangup")
    bob.send("call-answer", "alice", "c1")
    assert world.call().state == "connected"
    assert world.call(call_id="c2").reason == "merged"
    assert len(world.live()) == 1


def test_two_plain_clients_end_in_one_call_when_one_accepts() -> None:
    world = World()
    alice, bob = world.peer("alice"), world.peer("bob")
    alice.send("call-offer", bob, "c1")
    bob.send("call-offer", alice, "c2")
    alice.hears_only("call-offer")
    bob.hears_only("call-offer")
    alice.send("call-accept", bob, "c2")
    accept, ended = bob.hears_only("call-accept", "call-hangup")
    assert (accept["callId"], ended["callId"], ended["reason"]) == ("c2", "c1", "merged")
    alice.hears_the_end("merged", "c1")
    assert [call.call_id for call in world.live()] == ["c2"]


def test_two_plain_clients_that_both_accept_end_in_the_one_that_was_accepted_first() -> None:
    world = World()
    alice, bob = world.peer("alice"), world.peer("bob")
    alice.send("call-offer", bob, "c1")
    bob.send("call-offer", alice, "c2")
    bob.send("call-accept", alice, "c1")
    alice.send("call-accept", bob, "c2")
    assert [call.call_id for call in world.live()] == ["c1"]
    assert [m["callId"] for m in alice.hears() if m["type"] == "call-hangup"] == ["c2", "c2"]
    assert [m["callId"] for m in bob.hears() if m["type"] == "call-hangup"] == ["c2"]


def test_two_plain_clients_that_are_both_busy_come_to_one_clean_end() -> None:
    world = World()
    alice, bob = world.peer("alice"), world.peer("bob")
    alice.send("call-offer", bob, "c1")
    bob.send("call-offer", alice, "c2")
    alice.send("call-reject", bob, "c2", reason="busy")
    bob.send("call-reject", alice, "c1", reason="busy")
    assert world.live() == []
    assert [m["type"] for m in alice.hears()] == [m["type"] for m in bob.hears()] == ["call-offer", "call-reject"]


def test_a_thousand_pairs() -> None:
    world = World()
    for number in range(1000):
        one, other = f"a{number}", f"b{number}"
        left, right = world.peer(one, "tab"), world.peer(other, "tab")
        left.send("call-offer", other, "left")
        right.send("call-offer", one, "right")
        right.send("call-answer", one, "left")
    assert len(world.live()) == 1000
    assert {call.state for call in world.live()} == {"connected"}
