"""The callee says no on one device: it stops everywhere."""

import pytest

from tests.protocol.world import World


@pytest.mark.parametrize(("kind", "reason"), [("call-reject", None), ("call-reject", "later"), ("call-hangup", None)])
def test_the_caller_receives_the_message_as_it_was_sent(kind: str, reason: str | None) -> None:
    world = World()
    alice, bob = world.peer("alice"), world.peer("bob")
    alice.send("call-offer", bob)
    bob.send(kind, alice, **({"reason": reason} if reason else {}))
    (message,) = alice.hears_only(kind)
    assert message.get("reason") == reason
    assert world.call().reason == "declined"
    bob.hears_only("call-offer")
