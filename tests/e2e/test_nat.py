"""Both callers behind routers: directly where the routers allow it, through coturn where they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .calls import assert_no_errors, establish
from .network import Nat

if TYPE_CHECKING:
    from .network import Network
    from .peer import Peer


@pytest.fixture(params=[Nat.CONE, Nat.SYMMETRIC])
def nat(request: pytest.FixtureRequest) -> Nat:
    """What both routers do."""
    return Nat(request.param)


@pytest.fixture
def network(network: Network, nat: Nat) -> Network:
    """The network with these routers, before any page connects through them."""
    network.set_nat(nat)
    return network


def test_the_path_is_direct_only_where_it_can_be(peers: tuple[Peer, Peer], nat: Nat) -> None:
    establish(*peers)
    for peer in peers:
        selected = peer.do("probe.figures")["selectedPair"]
        # No inside address can be reached from outside, so a path without a relay leads through both routers.
        relayed = "relay" in (selected["local"], selected["remote"])
        assert relayed is (nat is Nat.SYMMETRIC), selected
    assert_no_errors(*peers)
