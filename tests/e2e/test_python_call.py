"""Calls with a Python program at one end, or at both: what is sent arrives, and what is changed arrives changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .browsers import PY_PAIRS
from .calls import assert_no_errors, establish
from .media import Streams, assert_content, assert_media_flows, assert_no_gap
from .peer import at_once

if TYPE_CHECKING:
    from .peer import Peer

pytestmark = pytest.mark.parametrize("pair", PY_PAIRS, ids=str, indirect=True, scope="session")

# For each side: what it adds, and what it replaces that by.
PICTURES = {"alice": ("red", "magenta"), "bob": ("blue", "white")}


def test_each_hears_and_sees_the_other(peers: tuple[Peer, Peer]) -> None:
    alice, bob = peers
    establish(alice, bob)
    assert_content(alice, bob)
    assert_no_errors(alice, bob)


@pytest.mark.parametrize("who", [("alice",), ("bob",), ("alice", "bob")], ids="+".join)
def test_what_changes_in_the_call_is_heard_and_seen(peers: tuple[Peer, Peer], who: tuple[str, ...]) -> None:
    alice, bob = peers
    establish(alice, bob)
    acting = [peer for peer in peers if peer.name in who]
    watching = [peer for peer in peers if len(who) > 1 or peer not in acting]
    with assert_no_gap(alice, bob, limit_s=2):
        at_once(*(peer.order("peer.addVideo", PICTURES[peer.name][0]) for peer in acting))
        assert_media_flows(*watching, streams=Streams(videos=2))
        assert_content(alice, bob, more={name: PICTURES[name][:1] for name in who})
        changes = {peer: dict(zip(("from", "to"), PICTURES[peer.name], strict=True)) for peer in acting}
        at_once(*(peer.order("peer.replaceVideo", change) for peer, change in changes.items()))
        assert_content(alice, bob, more={name: PICTURES[name][1:] for name in who})
        at_once(*(peer.order("peer.removeVideo", PICTURES[peer.name][1]) for peer in acting))
        assert_content(alice, bob)
    assert_no_errors(alice, bob)
