"""The first accept wins; the other devices stop, and have no say in the call any more."""

from tests.protocol.world import World


def test_eight_devices_accept_at_once_and_one_wins() -> None:
    world = World()
    alice = world.peer("alice")
    devices = [world.peer("bob", None if number % 2 else f"device-{number}") for number in range(8)]
    alice.send("call-offer", "bob")
    for device in devices:
        device.hears_only("call-offer")
    for device in devices:
        device.send("call-accept", alice)
    alice.hears_only("call-accept")
    winner, *losers = devices
    winner.hears_nothing()
    for loser in losers:
        first, *again = loser.hears()
        assert first["reason"] == "answered_elsewhere"
        assert [message.get("reason") for message in again] == ["answered_elsewhere"]
    assert [call.state for call in world.changes] == ["ringing", "connecting"]


def test_only_the_two_bound_devices_may_signal() -> None:
    world = World()
    alice, laptop, telephone = world.peer("alice"), world.peer("bob"), world.peer("bob", "telephone")
    other_tab, mallory = world.peer("alice", "other-tab"), world.peer("mallory")
    alice.send("call-offer", "bob")
    laptop.send("call-accept", alice)
    laptop.send("call-answer", alice)
    for peer in (alice, laptop, telephone):
        peer.hears()
    for kind in ("call-ice-candidate", "call-reject", "call-hangup", "call-answer", "call-accept"):
        telephone.send(kind, "alice")
        other_tab.send(kind, "bob")
        mallory.send(kind, "alice")
        mallory.send(kind, "bob")
    for peer in (alice, laptop, mallory):
        peer.hears_nothing()
    assert {message["error"] for message in other_tab.hears()} == {"not_in_call"}
    assert world.call().state == "connected"


def test_a_device_that_slept_through_it_is_told_when_it_comes_back() -> None:
    world = World()
    alice, laptop, telephone = world.peer("alice"), world.peer("bob"), world.peer("bob", "telephone")
    alice.send("call-offer", "bob")
    telephone.hears()
    telephone.cut()
    laptop.send("call-accept", alice)
    telephone.connect()
    telephone.hears_the_end("answered_elsewhere")


def test_a_caller_that_slept_through_the_accept_is_told_too() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob")
    alice.send("call-offer", bob)
    alice.hears()
    alice.cut()
    bob.send("call-accept", alice)
    alice.connect()
    alice.hears_only("call-accept")


def test_an_answer_without_an_accept_takes_the_call() -> None:
    world = World()
    alice, laptop, telephone = world.peer("alice"), world.peer("bob"), world.peer("bob")
    alice.send("call-offer", "bob")
    telephone.hears()
    laptop.send("call-answer", alice)
    alice.hears_only("call-answer")
    telephone.hears_the_end("answered_elsewhere")
    assert world.call().state == "connected"
