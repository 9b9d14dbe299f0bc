"""A call carries sound and picture both ways, in every pair of browsers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .calls import assert_no_errors, establish

if TYPE_CHECKING:
    from .peer import Peer


def test_media_flows_both_ways(peers: tuple[Peer, Peer]) -> None:
    alice, bob = peers
    establish(alice, bob)
    assert_no_errors(alice, bob)


def test_media_flows_both_ways_when_the_other_one_calls(peers: tuple[Peer, Peer]) -> None:
    alice, bob = peers
    establish(bob, alice)
    assert_no_errors(alice, bob)
