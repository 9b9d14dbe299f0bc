"""A process dies beside this one, and this one looks after its calls."""

from msgspec import structs

from ringback.core.call import CallState, place
from tests.protocol.world import World


def of_another_process(world: World) -> None:
    call = place("c1", ("alice", "tab"), "bob", world.now, world.timers)
    call = structs.replace(call, state=CallState.CONNECTED, callee_device="tab", revision=3, deadline=None)
    world.store._put(call)  # type: ignore[attr-defined] # written by a process that is none of this world
    world.carry_out(lambda: world.switchboard.recover([call], world.now), *call.key.pair)


def test_whose_parties_are_here_already_goes_on() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    of_another_process(world)
    assert (world.call().state, world.call().deadline) == ("connected", None)
    alice.send("call-hangup", bob)
    bob.hears_the_end(None)
    assert world.call().reason == "completed"


def test_whose_parties_do_not_come_ends() -> None:
    world = World()
    of_another_process(world)
    assert world.call().state == "reconnecting"
    world.pass_time(world.timers.lost_s + 1)
    assert world.call().reason == "lost"


def test_whose_parties_come_goes_on() -> None:
    world = World()
    of_another_process(world)
    world.peer("alice", "tab")
    world.peer("bob", "tab")
    world.pass_time(world.timers.lost_s + 1)
    assert world.call().state == "connected"


def test_what_is_known_better_here_is_not_unlearnt() -> None:
    world = World()
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    alice.send("call-offer", bob)
    old = world.call()
    bob.send("call-accept", alice)
    newer = world.call()
    world.carry_out(lambda: world.switchboard.recover([old], world.now), "alice", "bob")
    assert world.call().state == newer.state == "connecting"
    bob.send("call-answer", alice)
    assert world.call().state == "connected"
