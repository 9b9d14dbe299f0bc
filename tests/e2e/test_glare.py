"""Both sides offer at the same moment: the call converges, with media both ways, whatever was rolled back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .browsers import PAIRS
from .calls import assert_no_errors, establish, prepare
from .collisions import CONVERGENCE_LIMIT_S, DELAY_MS, GLARES, TWO_VIDEOS, collide
from .link import Conditions
from .media import assert_content, assert_no_gap

if TYPE_CHECKING:
    from .network import Network
    from .peer import Peer

CHROMIUM_CHROMIUM = PAIRS[0]
ADDED = {"alice": ["red"], "bob": ["blue"]}


@pytest.fixture
def peers(peers: tuple[Peer, Peer], network: Network) -> tuple[Peer, Peer]:
    """Alice and bob, 40 ms from each other by way of the server: long enough for their offers to cross."""
    network.set_conditions(Conditions(delay_ms=DELAY_MS))
    return peers


def test_glare_on_the_first_negotiation_and_on_the_next(peers: tuple[Peer, Peer]) -> None:
    glares = attempts = 0
    while glares < GLARES:
        attempts += 1
        assert attempts <= 2 * GLARES, f"only {glares} of {attempts} first negotiations collided"
        prepare(*peers, bob_answers=False, signed=True)
        glares += collide(*peers, "peer.start")
        assert_content(*peers, patience_s=CONVERGENCE_LIMIT_S)
        # libwebrtc falls silent on a second rollback, if the first negotiation was rolled back as well.
        collide(*peers, "peer.restartIce")
        assert_content(*peers, patience_s=CONVERGENCE_LIMIT_S)
        assert_no_errors(*peers)


def test_glare_later_in_the_call(peers: tuple[Peer, Peer]) -> None:
    alice, bob = peers
    establish(alice, bob, signed=True)
    glares = rounds = 0
    while glares < GLARES:
        rounds += 1
        assert rounds <= GLARES, f"only {glares} of {3 * rounds} changes collided"
        glares += collide(alice, bob, "peer.addVideo", ("red", "blue"), streams=TWO_VIDEOS)
        assert_content(alice, bob, more=ADDED, patience_s=CONVERGENCE_LIMIT_S)
        glares += collide(alice, bob, "peer.restartIce", streams=TWO_VIDEOS)
        assert_content(alice, bob, more=ADDED, patience_s=CONVERGENCE_LIMIT_S)
        glares += collide(alice, bob, "peer.removeVideo", ("red", "blue"))
        assert_content(alice, bob, patience_s=CONVERGENCE_LIMIT_S)
    assert_no_errors(alice, bob)


@pytest.mark.parametrize("pair", [CHROMIUM_CHROMIUM], ids=str, indirect=True, scope="session")
def test_the_callee_may_be_the_polite_one(peers: tuple[Peer, Peer]) -> None:
    """What the callee has sent with its answer takes another way than what it offers; alice is polite."""
    alice, bob = peers
    glares = attempts = 0
    while glares < GLARES:
        attempts += 1
        assert attempts <= 2 * GLARES, f"only {glares} of {attempts} restarts collided"
        establish(bob, alice, signed=True)
        glares += collide(alice, bob, "peer.restartIce")
        assert_content(alice, bob, patience_s=CONVERGENCE_LIMIT_S)
        assert_no_errors(alice, bob)


def test_transceivers_collide(peers: tuple[Peer, Peer]) -> None:
    alice, bob = peers
    glares = attempts = 0
    while glares < GLARES:
        attempts += 1
        assert attempts <= 2 * GLARES, f"only {glares} of {attempts} transceivers collided"
        establish(alice, bob, signed=True)
        glares += collide(alice, bob, "peer.addTransceiver", ("red", "blue"), streams=TWO_VIDEOS)
        assert_content(alice, bob, more=ADDED, patience_s=CONVERGENCE_LIMIT_S)
        assert_no_errors(alice, bob)


def test_lost_packets_do_not_freeze_the_picture_after_a_glare(peers: tuple[Peer, Peer], network: Network) -> None:
    prepare(*peers, bob_answers=False)
    collide(*peers, "peer.start")
    # A Firefox whose first offer was rolled back can lose the way to ask for what is missing.
    network.set_conditions(Conditions(delay_ms=DELAY_MS, loss_percent=8))
    with assert_no_gap(*peers, limit_s=2):
        peers[0].do("probe.sleep", 3500)
