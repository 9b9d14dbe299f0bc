"""What each side sends is told to the other device of the call, and to nobody else."""

import pytest

from tests.protocol.test_lost_party import talking
from tests.protocol.world import Message, World

MUTED: Message = {"audio": False, "video": True, "screen": "s1", "hold": True, "reconnecting": True}


def test_the_whole_state_arrives_as_it_was_said() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    talking(world, alice, bob)
    for one, other in ((alice, bob), (bob, alice)):
        one.send("call-media", other, **MUTED)
        (told,) = other.hears_only("call-media")
        assert told == {"type": "call-media", "senderId": one.user, "callId": "c1", **MUTED}
    assert world.call().state == "connected"


@pytest.mark.parametrize("who", ["caller", "callee"])
def test_nothing_is_told_before_the_call_is_taken(who: str) -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    alice.send("call-offer", bob)
    bob.hears()
    alice.hears()
    one, other = (alice, bob) if who == "caller" else (bob, alice)
    one.send("call-media", other)
    alice.hears_nothing()
    bob.hears_nothing()


def test_other_devices_and_strangers_hear_nothing_and_are_not_heard() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    other_tab, telephone, mallory = (
        world.peer("alice", "other"),
        world.peer("bob", "phone"),
        world.peer("mallory", "x"),
    )
    talking(world, alice, bob)
    everybody = (alice, bob, other_tab, telephone, mallory)
    for peer in everybody:
        peer.hears()
    alice.send("call-media", "bob")
    bob.hears_only("call-media")
    for silent, to in ((other_tab, "bob"), (telephone, "alice"), (mallory, "alice"), (mallory, "bob")):
        silent.send("call-media", to)
        silent.send("call-media", to, "of nobody")
    for peer in everybody:
        peer.hears_nothing()


def test_a_plain_client_is_not_told() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob")
    talking(world, alice, bob)
    alice.send("call-media", bob, commandId="m1")
    alice.hears_only("done")
    bob.hears_nothing()


def test_who_is_away_hears_it_later() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    talking(world, alice, bob)
    bob.cut()
    alice.send("call-media", bob)
    world.pass_time(5)
    bob.connect()
    (told,) = bob.hears_only("call-media")
    assert told["ageMs"] == 5000
