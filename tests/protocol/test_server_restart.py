"""The server dies in the middle of a change, and starts again with what the store holds."""

import pytest

from tests.protocol.world import World


@pytest.mark.parametrize("before_commit", [True, False], ids=["before the commit", "after the commit"])
def test_a_hang_up_that_dies_on_its_way(before_commit: bool) -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    alice.send("call-offer", bob)
    bob.send("call-accept", alice)
    bob.send("call-answer", alice)
    with world.dying(before_commit=before_commit):
        alice.send("call-hangup", bob)
    alice.connect()
    bob.connect()
    alice.hears()
    bob.hears()
    assert world.call().state == ("connected" if before_commit else "ended")
    alice.send("call-hangup", bob)
    assert world.call().reason == "completed"


def test_a_call_nobody_comes_back_to_ends() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    alice.send("call-offer", bob)
    bob.send("call-accept", alice)
    bob.send("call-answer", alice)
    world.restart()
    world.pass_time(61)
    assert world.call().reason == "lost"
