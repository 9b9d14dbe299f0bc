"""An ICE restart gives a running call new credentials on both sides, and no gap that anybody would mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .calls import assert_no_errors, establish
from .media import Streams, assert_content, assert_media_flows, assert_no_gap
from .peer import at_once

if TYPE_CHECKING:
    from .peer import Peer

GAP_LIMIT_S = 2


@pytest.mark.parametrize("who", [("alice",), ("bob",), ("alice", "bob")], ids="+".join)
def test_media_does_not_stop_for_an_ice_restart(peers: tuple[Peer, Peer], who: tuple[str, ...]) -> None:
    alice, bob = peers
    establish(alice, bob, signed=True)
    with assert_no_gap(alice, bob, limit_s=GAP_LIMIT_S):
        at_once(*(peer.order("peer.restartIce") for peer in peers if peer.name in who))
        assert_media_flows(alice, bob)
        assert_content(alice, bob)
    assert_no_errors(alice, bob)


def test_a_voice_call_is_restarted_too(peers: tuple[Peer, Peer]) -> None:
    alice, bob = peers
    establish(alice, bob, video=False, signed=True)
    for peer in peers:
        peer.do("peer.restartIce")
        assert_media_flows(alice, bob, streams=Streams(videos=0))
        assert_content(alice, bob, video=False)
    assert_no_errors(alice, bob)
