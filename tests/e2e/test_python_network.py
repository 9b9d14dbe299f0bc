"""Calls of a Python program through coturn, and through routers that leave no other way."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from .browsers import PY_PAIRS, Engine, Pair
from .calls import assert_no_errors, establish, prepare
from .coturn import NEW_SECRET, TURN_TCP_URI, TURN_UDP_URI, credentials
from .media import assert_content
from .network import Nat
from .server import TurnSettings

if TYPE_CHECKING:
    from .network import Network
    from .peer import Peer

PATIENCE_S = 15.0
ALL_PAIRS = pytest.mark.parametrize("pair", PY_PAIRS, ids=str, indirect=True, scope="session")
TRANSPORTS = {"udp": TURN_UDP_URI, "tcp": TURN_TCP_URI}


@pytest.fixture
def nat() -> Nat:
    """What both routers do, if a test does not say otherwise."""
    return Nat.NONE


@pytest.fixture
def network(network: Network, nat: Nat) -> Network:
    """The network with these routers, before anybody connects through them."""
    network.set_nat(nat)
    return network


@ALL_PAIRS
@pytest.mark.parametrize("turn", [TurnSettings((uri,), NEW_SECRET) for uri in TRANSPORTS.values()], ids=TRANSPORTS)
def test_a_relayed_call(peers: tuple[Peer, Peer], turn: TurnSettings) -> None:
    establish(*peers, policy="relay")
    assert_content(*peers)
    for peer in peers:
        selected = peer.do("probe.figures")["selectedPair"]
        assert (selected["local"], selected["remote"]) == ("relay", "relay")
        assert TRANSPORTS[selected["relayProtocol"]] == turn.uris[0]
    assert_no_errors(*peers)


@ALL_PAIRS
@pytest.mark.parametrize("nat", [Nat.SYMMETRIC])
def test_both_behind_routers_that_nobody_gets_through(peers: tuple[Peer, Peer]) -> None:
    establish(*peers)
    assert_content(*peers)
    for peer in peers:
        selected = peer.do("probe.figures")["selectedPair"]
        assert "relay" in (selected["local"], selected["remote"])
    assert_no_errors(*peers)


@pytest.mark.parametrize("pair", [Pair(Engine.PYTHON, Engine.PYTHON)], ids=str, indirect=True, scope="session")
@pytest.mark.parametrize("uri", TRANSPORTS.values(), ids=TRANSPORTS)
@pytest.mark.parametrize(("secret", "lifetime_s"), [(NEW_SECRET, -60), ("wrong", 600)], ids=["expired", "wrong"])
def test_refused_credentials_are_named(peers: tuple[Peer, Peer], uri: str, secret: str, lifetime_s: int) -> None:
    prepare(*peers, bob_answers=True, policy="relay", credentials=credentials(uri, secret, lifetime_s))
    peers[0].do("peer.start")
    deadline = time.monotonic() + PATIENCE_S
    for peer in peers:
        while "turn_credentials_refused" not in (codes := [error["code"] for error in peer.do("peer.errors")]):
            assert time.monotonic() < deadline, f"{peer.name} was told {codes}"
    assert all(not error["fatal"] for peer in peers for error in peer.do("peer.errors"))
