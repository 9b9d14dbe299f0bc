"""Both sides offer at the same moment, and one of them or both are Python programs: what is sent arrives all the same.

Browsers are polite towards programs, and of two programs the one with the lower name is.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from .browsers import PY_PAIRS
from .calls import assert_no_errors, establish, prepare
from .collisions import CONVERGENCE_LIMIT_S, DELAY_MS, GLARES, TWO_VIDEOS, collide
from .link import Conditions
from .media import assert_content, assert_media_flows
from .peer import together

if TYPE_CHECKING:
    from .browsers import Pair
    from .network import Network
    from .peer import Peer

CHROMIUM_PYTHON, FIREFOX_PYTHON, PYTHON_PYTHON, *_ = PY_PAIRS
ADDED = {"alice": ["red"], "bob": ["blue"]}


def pairs(*chosen: Pair) -> pytest.MarkDecorator:
    """Which pairs a test is for."""
    return pytest.mark.parametrize("pair", chosen, ids=str, indirect=True, scope="session")


@pytest.fixture
def peers(peers: tuple[Peer, Peer], network: Network) -> tuple[Peer, Peer]:
    """Alice and bob, far enough from each other for their offers to cross."""
    network.set_conditions(Conditions(delay_ms=DELAY_MS))
    return peers


@pairs(*PY_PAIRS)
def test_tracks_collide_in_the_first_negotiation_and_restarts_in_the_next(peers: tuple[Peer, Peer]) -> None:
    glares = attempts = 0
    while glares < GLARES:
        attempts += 1
        assert attempts <= 2 * GLARES, f"only {glares} of {attempts} first negotiations collided"
        prepare(*peers, bob_answers=False)
        glares += collide(*peers, "peer.start")
        assert_content(*peers, patience_s=CONVERGENCE_LIMIT_S)
        # libwebrtc falls silent on a second rollback, if the first negotiation was rolled back as well.
        collide(*peers, "peer.restartIce")
        assert_content(*peers, patience_s=CONVERGENCE_LIMIT_S)
        assert_no_errors(*peers)


# Both offer, whoever has called: the pairs the other way round would see the same.
@pytest.mark.parametrize("verb", ["peer.addVideo", "peer.addTransceiver"])
@pairs(CHROMIUM_PYTHON, FIREFOX_PYTHON, PYTHON_PYTHON)
def test_pictures_collide_in_a_call_that_has_none(peers: tuple[Peer, Peer], verb: str) -> None:
    glares = attempts = 0
    while glares < GLARES:
        attempts += 1
        assert attempts <= 2 * GLARES, f"only {glares} of {attempts} cameras collided"
        establish(*peers, video=False)
        glares += collide(*peers, verb, ("red", "blue"))
        assert_content(*peers, video=False, more=ADDED, patience_s=CONVERGENCE_LIMIT_S)
        assert_no_errors(*peers)


@pairs(*PY_PAIRS)
def test_tracks_and_restarts_collide_later_in_the_call(peers: tuple[Peer, Peer]) -> None:
    establish(*peers)
    glares = rounds = 0
    while glares < GLARES:
        rounds += 1
        assert rounds <= GLARES, f"only {glares} of {3 * rounds} changes collided"
        glares += collide(*peers, "peer.addVideo", ("red", "blue"), streams=TWO_VIDEOS)
        assert_content(*peers, more=ADDED, patience_s=CONVERGENCE_LIMIT_S)
        glares += collide(*peers, "peer.removeVideo", ("red", "blue"))
        assert_content(*peers, patience_s=CONVERGENCE_LIMIT_S)
        glares += collide(*peers, "peer.restartIce")
        assert_content(*peers, patience_s=CONVERGENCE_LIMIT_S)
        time.sleep(1.5)  # after a restart with Firefox each side keeps its offers for a second, which keeps them apart
    assert_no_errors(*peers)


@pairs(*PY_PAIRS)
def test_data_channels_collide_in_the_first_negotiation(peers: tuple[Peer, Peer]) -> None:
    glares = attempts = 0
    while glares < GLARES:
        attempts += 1
        assert attempts <= 2 * GLARES, f"only {glares} of {attempts} first negotiations collided"
        prepare(*peers, bob_answers=False)
        glares += open_channels(*peers, start=True)


@pairs(FIREFOX_PYTHON)
def test_data_channels_collide_later_in_the_call(peers: tuple[Peer, Peer]) -> None:
    """The first offer of programs and of Chromium has room for channels already; only Firefox's has not."""
    glares = attempts = 0
    while glares < GLARES:
        attempts += 1
        assert attempts <= 2 * GLARES, f"only {glares} of {attempts} channels collided"
        establish(*peers)
        glares += open_channels(*peers)


# An engine like Chromium's can be impolite to a program; Firefox cannot (roles.py says why).
@pytest.mark.parametrize("polite", ["alice", "bob"])
@pairs(CHROMIUM_PYTHON, PYTHON_PYTHON)
def test_either_side_may_be_the_polite_one(peers: tuple[Peer, Peer], polite: str) -> None:
    prepare(*peers, bob_answers=False, polite=polite)
    assert collide(*peers, "peer.start")
    assert_content(*peers, patience_s=CONVERGENCE_LIMIT_S)
    collide(*peers, "peer.restartIce")
    assert_content(*peers, patience_s=CONVERGENCE_LIMIT_S)
    collide(*peers, "peer.addVideo", ("red", "blue"), streams=TWO_VIDEOS)
    assert_content(*peers, more=ADDED, patience_s=CONVERGENCE_LIMIT_S)
    assert_no_errors(*peers)


def open_channels(alice: Peer, bob: Peer, *, start: bool = False) -> bool:
    """Have both make a data channel at the same moment, and assert that words go there and back on both, and that
    media flows; return whether offers crossed."""
    before = alice.do("peer.collisions") + bob.do("peer.collisions")
    orders = [peer.order("peer.openChannel", f"of {peer.name}") for peer in (alice, bob)]
    if start:
        orders += [peer.order("peer.start") for peer in (alice, bob)]
    assert together(*orders)[:2] == ["of alice", "of bob"]
    assert_media_flows(alice, bob)
    assert_content(alice, bob, patience_s=CONVERGENCE_LIMIT_S)
    assert_no_errors(alice, bob)
    return bool(alice.do("peer.collisions") + bob.do("peer.collisions") > before)
