"""ICE restarts and changes of address in calls with a Python program: nobody is left without media for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .browsers import PY_PAIRS, Engine
from .calls import assert_no_errors, establish
from .media import Streams, assert_content, assert_media_flows, assert_no_gap
from .network import FIRST_HOST, HOMES, SECOND_HOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .browsers import Pair
    from .network import Network
    from .peer import Peer

GAP_LIMIT_S = 1
MOVE_LIMIT_S = 5.0  # a second until the move is noticed, two until libwebrtc looks at the networks again


@pytest.mark.parametrize("pair", PY_PAIRS, ids=str, indirect=True, scope="session")
@pytest.mark.parametrize("video", [True, False], ids=["video", "voice"])
def test_media_does_not_stop_for_an_ice_restart(peers: tuple[Peer, Peer], video: bool) -> None:
    alice, bob = peers
    establish(alice, bob, video=video)
    for peer in peers:  # the first in the call is alice's: of a browser in some pairs, of a program in the others
        with assert_no_gap(alice, bob, limit_s=GAP_LIMIT_S, kinds=("audio", "video")[: 1 + video]):
            peer.do("peer.restartIce")
            assert_media_flows(alice, bob, streams=Streams(videos=int(video)))
            assert_content(alice, bob, video=video)
    assert_no_errors(alice, bob)


@pytest.fixture
def mover(network: Network, pair: Pair) -> Iterator[str]:
    """A home with a program in it, which has its old address again afterwards."""
    home = HOMES[1] if pair.bob is Engine.PYTHON else HOMES[0]
    yield home
    network.change_address(home, FIRST_HOST)


@pytest.mark.parametrize("pair", PY_PAIRS, ids=str, indirect=True, scope="session")
def test_media_comes_back_when_a_program_moves_to_another_address(
    mover: str, peers: tuple[Peer, Peer], network: Network
) -> None:
    alice, bob = peers
    establish(alice, bob)
    with assert_no_gap(alice, bob, limit_s=MOVE_LIMIT_S):
        network.change_address(mover, SECOND_HOST)
        alice.do("probe.sleep", 500)  # what was under way has arrived: from now on only what takes a new way counts
        assert_media_flows(alice, bob)
        assert_content(alice, bob)
    moved = next(peer for peer in peers if peer.name == mover)
    assert moved.do("probe.figures")["selectedPair"]["localAddress"].endswith(f".{SECOND_HOST}")
