"""TURN credentials that coturn refuses are named in the manager's events."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from .browsers import PAIRS
from .calls import prepare
from .coturn import NEW_SECRET, TURN_TCP_URI, TURN_UDP_URI, credentials

if TYPE_CHECKING:
    from .peer import Peer

PATIENCE_S = 15.0
CHROMIUM_FIREFOX = PAIRS[1]


@pytest.mark.parametrize("pair", [CHROMIUM_FIREFOX], ids=str, indirect=True, scope="session")
@pytest.mark.parametrize("uri", [TURN_UDP_URI, TURN_TCP_URI], ids=["udp", "tcp"])
@pytest.mark.parametrize(("secret", "lifetime_s"), [(NEW_SECRET, -60), ("wrong", 600)], ids=["expired", "wrong"])
def test_refused_credentials_are_named(peers: tuple[Peer, Peer], uri: str, secret: str, lifetime_s: int) -> None:
    prepare(*peers, bob_answers=True, policy="relay", credentials=credentials(uri, secret, lifetime_s))
    peers[0].do("peer.start")
    deadline = time.monotonic() + PATIENCE_S
    for peer in peers:
        while "turn_credentials_refused" not in (codes := [error["code"] for error in peer.do("peer.errors")]):
            assert time.monotonic() < deadline, f"{peer.name} was told {codes}"
    assert all(not error["fatal"] for peer in peers for error in peer.do("peer.errors"))
