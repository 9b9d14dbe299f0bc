"""The server decides which side is polite, tells both, and stays with it."""

import pytest

from tests.protocol.test_resume import shown
from tests.protocol.world import Peer, World


def polite(peer: Peer, kind: str) -> bool | None:
    """What the one message of this kind says that has come."""
    (message,) = [message for message in peer.hears() if message["type"] == kind]
    told: bool | None = message.get("polite")
    return told


@pytest.mark.parametrize("native", [("alice",), ("bob",), ("alice", "bob"), ()])
def test_both_are_told_and_a_browser_gives_way_to_a_program(native: tuple[str, ...]) -> None:
    world = World()
    alice = world.peer("alice", "tab", native="alice" in native)
    bob = world.peer("bob", "tab", native="bob" in native)
    alice.send("call-offer", bob)
    callee = polite(bob, "call-offer")
    bob.send("call-accept", alice)
    caller = polite(alice, "call-accept")
    assert caller == (native != ("alice",))
    assert callee == (not caller)


def test_each_device_that_rings_is_told_what_it_would_be() -> None:
    world = World()
    alice = world.peer("alice", "program", native=True)
    browser, program, plain = world.peer("bob", "tab"), world.peer("bob", "program", native=True), world.peer("bob")
    alice.send("call-offer", "bob")
    late = world.peer("bob", "late")
    assert [polite(peer, "call-offer") for peer in (browser, program, plain, late)] == [True, False, None, True]
    program.send("call-accept", alice)
    assert polite(alice, "call-accept") is True


def test_an_invitation_tells_it_once() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab", native=True), world.peer("bob", "tab")
    alice.send("call-offer", bob, sdp=None)
    assert polite(bob, "call-offer") is True
    bob.send("call-accept", alice)
    alice.send("call-offer", bob)
    assert polite(bob, "call-offer") is None


def test_two_who_call_each_other_are_told_with_the_call_that_goes_on() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab", native=True), world.peer("bob", "tab")
    alice.send("call-offer", bob, "c1")
    bob.send("call-offer", alice, "c2")
    assert polite(bob, "call-merged") is True
    assert polite(alice, "call-accept") is False


def test_who_comes_back_is_told_the_same_also_by_a_server_that_has_started_again() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab", native=True), world.peer("bob", "tab")
    alice.send("call-offer", bob)
    bob.send("call-accept", alice)
    bob.send("call-answer", alice)
    world.restart()
    bob.connect()
    alice.connect()
    assert [call.polite for call in (*shown(bob), *shown(alice))] == [True, False]


def test_while_it_rings_nobody_is_shown_a_role() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    alice.send("call-offer", bob)
    again = world.peer("alice", "tab")
    assert [call.polite for call in shown(again)] == [None]


def test_a_caller_that_was_away_is_told_when_it_hears_of_the_accept_in_a_new_session() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    alice.send("call-offer", bob)
    alice.cut()
    bob.hears()
    bob.send("call-accept", alice)
    again = world.peer("alice", "tab")
    assert polite(again, "call-accept") is True
