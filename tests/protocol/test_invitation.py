"""An offer without a description: invite first, describe after the accept."""

import pytest

from tests.protocol.world import Peer, World


def invited() -> tuple[World, Peer, Peer]:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "telephone")
    alice.send("call-offer", bob, sdp=None, media={"audio": True, "video": True})
    return world, alice, bob


def test_it_rings_and_is_described_once_it_is_accepted() -> None:
    world, alice, bob = invited()
    (offer,) = bob.hears_only("call-offer")
    assert ("sdp" in offer, offer["media"]) == (False, {"video": True})
    alice.hears_only("call-ringing")
    bob.send("call-accept", alice)
    alice.hears_only("call-accept")
    alice.send("call-offer", bob)
    (offer,) = bob.hears_only("call-offer")
    assert offer["sdp"] == "offer of alice"
    assert "expiresInMs" not in offer
    bob.send("call-answer", alice)
    assert world.call().state == "connected"


def test_a_plain_client_is_not_rung_by_it_and_where_there_is_no_other_a_description_is_required() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob")
    alice.send("call-offer", bob, sdp=None)
    (refused,) = alice.hears_only("call-error")
    assert refused["error"] == "description_required"
    assert world.call().reason == "unreachable"
    telephone = world.peer("bob", "telephone")
    alice.send("call-offer", bob, "c2", sdp=None)
    telephone.hears_only("call-offer")
    bob.hears_nothing()
    world.peer("bob").hears_nothing()


def test_where_nobody_is_it_says_so() -> None:
    world = World()
    alice = world.peer("alice", "tab")
    alice.send("call-offer", "bob", sdp=None)
    assert alice.hears_only("call-error")[0]["error"] == "recipient_offline"


def test_a_device_that_comes_late_is_invited_too() -> None:
    world, _, _ = invited()
    world.peer("bob", "laptop").hears_only("call-offer")


@pytest.mark.parametrize("who", ["caller", "callee"])
def test_in_a_call_that_has_begun_a_description_is_required(who: str) -> None:
    world, alice, bob = invited()
    bob.send("call-accept", alice)
    for peer in (bob, alice):
        peer.hears()
    one, other = (alice, bob) if who == "caller" else (bob, alice)
    one.send("call-offer", other, sdp=None)
    assert one.hears()[-1]["error"] == "description_required"
    other.hears()
    assert world.call().state == "connecting"


def test_both_invite_each_other() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    alice.send("call-offer", bob, "c1", sdp=None)
    bob.send("call-offer", alice, "c2", sdp=None)
    alice.hears_only("call-accept")
    bob.hears_only("call-offer", "call-merged")
    assert world.call().state == "connecting"
