"""A call changes while it runs, from either side and from both at once, and nothing that flows stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .calls import assert_no_errors, establish
from .media import Streams, assert_content, assert_media_flows, assert_no_gap
from .peer import at_once

if TYPE_CHECKING:
    from .peer import Peer

# For each side: the second camera, the screen, and what the screen is replaced by.
PICTURES = {"alice": ("red", "yellow", "magenta"), "bob": ("blue", "cyan", "white")}


@pytest.mark.parametrize("who", [("alice",), ("bob",), ("alice", "bob")], ids="+".join)
def test_videos_are_added_replaced_and_removed(peers: tuple[Peer, Peer], who: tuple[str, ...]) -> None:
    alice, bob = peers
    establish(alice, bob, signed=True)
    acting = {alice: bob, bob: alice}
    acting = {peer: other for peer, other in acting.items() if peer.name in who}
    with assert_no_gap(alice, bob, limit_s=2):
        for index, videos in ((0, 2), (1, 3)):
            at_once(*(peer.order("peer.addVideo", PICTURES[peer.name][index]) for peer in acting))
            assert_media_flows(*acting.values(), streams=Streams(videos=videos))
        assert_content(alice, bob, more=_shown(who, 0, 1))
        _replace_screen(*acting)
        assert_content(alice, bob, more=_shown(who, 0, 2))
        at_once(*(peer.order("peer.removeVideo", PICTURES[peer.name][0]) for peer in acting))
        assert_content(alice, bob, more=_shown(who, 2))
        assert_media_flows(alice, bob)
    assert_no_errors(alice, bob)


def _shown(who: tuple[str, ...], *pictures: int) -> dict[str, list[str]]:
    return {name: [PICTURES[name][picture] for picture in pictures] for name in who}


def _replace_screen(*peers: Peer) -> None:
    orders = []
    for peer in peers:
        _, screen, replacement = PICTURES[peer.name]
        orders.append(peer.order("peer.replaceVideo", {"from": screen, "to": replacement}))
    at_once(*orders)
