"""Calls that are relayed by a real coturn, with the credentials that our server gives out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .browsers import PAIRS
from .calls import assert_no_errors, establish
from .coturn import NEW_SECRET, OLD_SECRET, TURN_TCP_URI, TURN_UDP_URI
from .server import TurnSettings

if TYPE_CHECKING:
    from .peer import Peer


CHROMIUM_FIREFOX = PAIRS[1]


@pytest.mark.parametrize(
    "turn", [TurnSettings((uri,), NEW_SECRET) for uri in (TURN_UDP_URI, TURN_TCP_URI)], ids=["udp", "tcp"]
)
def test_a_relayed_call(peers: tuple[Peer, Peer], turn: TurnSettings) -> None:
    establish(*peers, policy="relay")
    transport = turn.uris[0].rpartition("=")[2]
    for peer in peers:
        selected = peer.do("probe.figures")["selectedPair"]
        assert (selected["local"], selected["remote"]) == ("relay", "relay")
        assert selected["relayProtocol"] == transport
    assert_no_errors(*peers)


@pytest.mark.parametrize("pair", [CHROMIUM_FIREFOX], ids=str, indirect=True, scope="session")
@pytest.mark.parametrize("turn", [TurnSettings((TURN_UDP_URI,), OLD_SECRET)], ids=["udp"])
def test_a_relayed_call_while_the_secret_is_being_rotated(peers: tuple[Peer, Peer]) -> None:
    establish(*peers, policy="relay")
    assert_no_errors(*peers)
