"""A browser moves to another address in the middle of a call: the SDK notices, connects again and restarts ICE."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from .browser_peer import BrowserPeer
from .browsers import PAIRS, PY_PAIRS
from .calls import establish
from .media import assert_content, assert_no_gap
from .network import FIRST_HOST, SECOND_HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .network import Network
    from .peer import Peer

# The worst that the design allows. An address that changes need not be told by any event; then it is noticed because
# nothing comes any more. What is measured is less: 2 to 6 s where the browser is told, 7 to 9 s where it is not.
DISCONNECTED_S = 6.5  # until ICE calls itself disconnected, 5 s after the last answer to a check, or a little later
RESTART_S = 2.0  # RECOVERY.disconnectedMs; meanwhile a connection to the server that is dead is given up (PROBE_MS)
RENEWAL_S = 2.0  # RENEWAL_MS: the credentials may be asked for over a connection of the old address
CONNECTED_S = 3.0  # a new WebSocket, offer and answer, ICE's checks, and a key frame, which alone takes up to 2 s
LIMIT_S = DISCONNECTED_S + RESTART_S + RENEWAL_S + CONNECTED_S
SETTLING_MS = 1_000  # it is the middle of a call: SCTP, too, has found its other side

CHROMIUM_PYTHON, FIREFOX_PYTHON, *_ = PY_PAIRS
CHROMIUM_FIREFOX = PAIRS[1]


@pytest.fixture
def moving(network: Network, mover: str) -> Iterator[Network]:
    """The network, in which whoever has moved has the old address again afterwards."""
    yield network
    network.change_address(mover, FIRST_HOST)


@pytest.mark.parametrize(
    ("pair", "mover"),
    [
        (CHROMIUM_PYTHON, "alice"),
        (FIREFOX_PYTHON, "alice"),
        (CHROMIUM_FIREFOX, "alice"),
        (CHROMIUM_FIREFOX, "bob"),
    ],
    ids=str,
    indirect=["pair"],
    scope="session",
)
@pytest.mark.parametrize("unplugged_s", [0, 2], ids=["at-once", "2s-unplugged"])
def test_media_comes_back_when_a_browser_moves_to_another_address(
    moving: Network, peers: tuple[Peer, Peer], mover: str, unplugged_s: int
) -> None:
    alice, bob = peers
    moved = alice if mover == alice.name else bob
    assert isinstance(moved, BrowserPeer)
    moved.tolerate("WebSocket|ERR_|was interrupted|can’t establish a connection")
    establish(alice, bob, signed=True)
    moved.do("probe.sleep", SETTLING_MS)
    with assert_no_gap(alice, bob, limit_s=LIMIT_S):
        if unplugged_s:
            moving.unplug(mover)
            time.sleep(unplugged_s)
        moving.change_address(mover, SECOND_HOST)
        alice.do("probe.sleep", 500)  # what was under way has arrived: from now on only what takes a new way counts
        assert_content(alice, bob, patience_s=LIMIT_S)
    assert moved.do("probe.figures")["selectedPair"]["localAddress"].endswith(f".{SECOND_HOST}")
    assert not [error for peer in peers for error in peer.do("peer.errors") if error["fatal"]]
