"""Calls that are relayed by a real coturn, with the credentials that our server gives out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .calls import assert_no_errors, establish
from .coturn import NEW_SECRET, OLD_SECRET, TURN_TCP_URI, TURN_UDP_URI
from .server import TurnSettings

if TYPE_CHECKING:
    from .peer import Peer


@pytest.fixture(
    params=[
        TurnSettings((TURN_UDP_URI,), NEW_SECRET),
        TurnSettings((TURN_TCP_URI,), NEW_SECRET),
        TurnSettings((TURN_UDP_URI,), OLD_SECRET),
    ],
    ids=["udp", "tcp", "udp, secret being rotated"],
)
def turn(request: pytest.FixtureRequest) -> TurnSettings:
    """One TURN server and nothing else."""
    assert isinstance(request.param, TurnSettings)
    return request.param


def test_a_relayed_call(peers: tuple[Peer, Peer], turn: TurnSettings) -> None:
    establish(*peers, policy="relay")
    transport = turn.uris[0].rpartition("=")[2]
    for peer in peers:
        selected = peer.do("probe.figures")["selectedPair"]
        assert (selected["local"], selected["remote"]) == ("relay", "relay")
        assert selected["relayProtocol"] == transport
    assert_no_errors(*peers)
