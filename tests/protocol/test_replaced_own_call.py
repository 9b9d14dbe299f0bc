"""Calling again while the own old call is still recorded as live replaces it."""

import pytest

from tests.protocol.world import World


def test_after_a_reload_in_a_call() -> None:
    world = World()
    alice, bob = world.peer("alice"), world.peer("bob")
    alice.send("call-offer", bob)
    bob.send("call-accept", alice)
    bob.send("call-answer", alice)
    bob.hears()
    alice.connect()
    alice.hears()
    alice.send("call-offer", bob, "c2")
    ended, offer = bob.hears_only("call-hangup", "call-offer")
    assert (ended["callId"], ended["reason"], offer["callId"]) == ("c1", "lost", "c2")
    alice.hears_nothing()
    assert [call.call_id for call in world.live()] == ["c2"]


def test_while_it_still_rings() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob")
    alice.send("call-offer", bob)
    bob.hears()
    alice.send("call-offer", bob, "c2")
    ended, offer = bob.hears_only("call-hangup", "call-offer")
    assert (ended["callId"], ended["reason"], offer["callId"]) == ("c1", "cancelled", "c2")


def test_another_device_that_is_in_the_call_is_not_replaced() -> None:
    world = World()
    tab, telephone, bob = world.peer("alice", "tab"), world.peer("alice", "telephone"), world.peer("bob")
    tab.send("call-offer", bob)
    bob.send("call-accept", "alice")
    bob.hears()
    telephone.send("call-offer", bob, "c2")
    telephone.hears_the_end("busy", "c2")
    assert world.call().state == "connecting"


def test_a_plain_client_may_use_an_id_again_and_one_with_a_name_is_told_the_end() -> None:
    world = World()
    alice, bob = world.peer("alice"), world.peer("bob")
    carol = world.peer("carol", "tab")
    for caller in (alice, carol):
        caller.send("call-offer", bob)
        caller.send("call-hangup", bob)
        bob.hears_only("call-offer", "call-hangup")
    alice.send("call-offer", bob)
    bob.hears_only("call-offer")
    carol.hears()
    carol.send("call-offer", bob)
    carol.hears_the_end("cancelled")
    bob.hears_nothing()


@pytest.mark.parametrize("waits", [(True, False), (False, True)], ids=["the caller", "the callee"])
def test_where_one_takes_several_calls_at_once_nothing_is_replaced(waits: tuple[bool, bool]) -> None:
    world = World(call_waiting=waits[0])
    program, echo = world.peer("alice", call_waiting=waits[0]), world.peer("echo", call_waiting=waits[1])
    for call_id in ("c1", "c2", "c3"):
        program.send("call-offer", echo, call_id)
        echo.send("call-accept", program, call_id)
        echo.send("call-answer", program, call_id)
    assert {(call.call_id, call.state) for call in world.live()} == {
        (each, "connected") for each in ("c1", "c2", "c3")
    }
    assert "call-hangup" not in {message["type"] for message in (*program.hears(), *echo.hears())}
