"""Calls that survive the loss of their signalling: media never stops for it, and a hang-up always reaches both."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import pytest

from .browsers import PAIRS
from .demo import DEMO_PORT
from .link import Conditions
from .media import assert_media_flows, assert_no_gap
from .network import HOMES
from .outage import LONG_CUT_S, no_signalling
from .peer import together
from .visitor import ENDED, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from .browsers import Pair
    from .conftest import Visit
    from .demo import Demo
    from .network import Network
    from .visitor import Visitor

    Cut = Callable[[], AbstractContextManager[float]]

GAP_LIMIT_S = 1
AWAY = "Reconnecting to the server… A call under way goes on."
DELAY_MS = 200  # so that a call takes a while to connect, and the cut comes in the middle of it
CONNECT_S = 30  # from the accept to media; then the server ends a call
GRACE_S = 10  # whoever has been away for longer is offline


SAME_ENGINE = pytest.mark.parametrize(
    "pair", [pair for pair in PAIRS if pair.alice is pair.bob], ids=str, indirect=True, scope="session"
)
"""Who the other side is does not matter to a page that has lost the server."""


@pytest.fixture
def people(people: tuple[Visitor, Visitor]) -> tuple[Visitor, Visitor]:
    """Alice and bob, whose browsers may log that the server is out of reach."""
    for visitor in people:
        visitor.tolerate("WebSocket|ERR_CONNECTION|ERR_ADDRESS")
    return people


@SAME_ENGINE
def test_a_call_survives_a_server_that_is_killed(arrive: Visit, pair: Pair, demo: Demo) -> None:
    alice, bob = (arrive(home, engine) for home, engine in zip(HOMES, pair, strict=True))
    for visitor in (alice, bob):
        visitor.tolerate("WebSocket|ERR_CONNECTION|can’t establish a connection|was interrupted")
    sign_in(alice, bob)
    _call(alice, bob)
    with assert_no_gap(alice, bob, limit_s=GAP_LIMIT_S):
        demo.kill()
        assert alice.sees(AWAY)
        demo.restart()
        for visitor in (alice, bob):
            assert visitor.sees_no(AWAY)
            assert visitor.is_in_a_call()
        assert_media_flows(alice, bob)
    alice.click("Hang up")
    _have_ended(alice, bob)


def test_a_server_that_is_killed_while_it_rings(people: tuple[Visitor, Visitor], demo: Demo) -> None:
    alice, bob = people
    alice.click("Call bob with video")
    assert bob.sees("alice is calling")
    demo.kill()
    assert bob.sees(AWAY)
    demo.restart()
    for visitor in people:
        assert visitor.sees_no(AWAY)
    bob.press("Enter")
    _come_to_talk(alice, bob)
    alice.click("Hang up")
    _have_ended(alice, bob)


@pytest.fixture(
    params=[(1, ("alice",)), (1, ("bob",)), (LONG_CUT_S, HOMES)],
    ids=["caller-1s", "callee-1s", f"both-{LONG_CUT_S}s"],
)
def cut(request: pytest.FixtureRequest, people: tuple[Visitor, Visitor], network: Network) -> Cut:
    """Cuts signalling off at these homes, for so long at least, which it tells."""
    seconds, homes = request.param

    @contextlib.contextmanager
    def cut() -> Iterator[float]:
        with no_signalling(network, *homes, port=DEMO_PORT):
            end = time.monotonic() + seconds
            for visitor in people:
                if visitor.name in homes:
                    assert visitor.sees(AWAY)
            yield seconds
            time.sleep(max(0, end - time.monotonic()))

    return cut


def test_a_cut_before_it_rings(people: tuple[Visitor, Visitor], cut: Cut) -> None:
    alice, bob = people
    assert alice.sees("bob")
    with cut() as seconds:
        alice.do("demo.call", "bob")
    rings = bob.sees("alice is calling")
    if not rings and seconds > GRACE_S:  # alice came back before bob did
        assert alice.sees("bob cannot be reached.")
        alice.click("Call again")
        rings = bob.sees("alice is calling")
    assert rings
    bob.press("Enter")
    _come_to_talk(alice, bob)
    alice.click("Hang up")
    _have_ended(alice, bob)


def test_a_cut_while_it_rings(people: tuple[Visitor, Visitor], cut: Cut) -> None:
    alice, bob = people
    alice.click("Call bob with video")
    assert bob.sees("alice is calling")
    with cut():
        bob.press("Enter")
    _come_to_talk(alice, bob)
    bob.click("Hang up")
    _have_ended(alice, bob)


def test_a_cut_while_it_connects(people: tuple[Visitor, Visitor], network: Network, cut: Cut) -> None:
    alice, bob = people
    alice.click("Call bob with video")
    assert bob.sees("alice is calling")
    network.set_conditions(Conditions(delay_ms=DELAY_MS))
    bob.press("Enter")
    with cut() as seconds:
        pass
    if seconds > CONNECT_S and not alice.is_in_a_call():  # what was under way stands still for longer than it may
        for visitor in people:
            assert visitor.sees("Call again")  # it is over, for a reason that the two may see differently
        return
    _come_to_talk(alice, bob)
    alice.click("Hang up")
    _have_ended(alice, bob)


def test_a_cut_while_they_talk(people: tuple[Visitor, Visitor], cut: Cut) -> None:
    alice, bob = people
    _call(alice, bob)
    with assert_no_gap(alice, bob, limit_s=GAP_LIMIT_S):
        with cut():
            pass
        _come_to_talk(alice, bob)
    bob.click("Hang up")
    _have_ended(alice, bob)


def test_a_cut_while_they_hang_up(people: tuple[Visitor, Visitor], cut: Cut) -> None:
    alice, bob = people
    _call(alice, bob)
    with cut():
        alice.click("Hang up")
        assert alice.sees(ENDED)
    for visitor in people:
        assert visitor.sees_no(AWAY)
    _have_ended(alice, bob)


def test_who_hangs_up_without_signalling_is_heard_afterwards(
    people: tuple[Visitor, Visitor], network: Network
) -> None:
    alice, bob = people
    _call(alice, bob)
    with no_signalling(network, "alice", port=DEMO_PORT):
        alice.click("Hang up")
        assert alice.sees(ENDED)
    assert bob.sees(ENDED)
    alice.click("Call again")
    assert bob.sees("alice is calling")
    bob.press("Enter")
    _come_to_talk(alice, bob)


def _call(caller: Visitor, callee: Visitor) -> None:
    caller.click(f"Call {callee.name} with video")
    assert callee.sees(f"{caller.name} is calling")
    callee.press("Enter")
    _come_to_talk(caller, callee)


def _come_to_talk(alice: Visitor, bob: Visitor) -> None:
    for visitor in (alice, bob):
        assert visitor.sees_no(AWAY)
        assert visitor.is_in_a_call()
    assert_media_flows(alice, bob)
    assert all(together(alice.order("demo.seesPicture"), bob.order("demo.seesPicture")))


def _have_ended(*visitors: Visitor) -> None:
    for visitor in visitors:
        assert visitor.sees(ENDED)
