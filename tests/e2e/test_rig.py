"""The rig itself: what the tests of the product rest on."""

from __future__ import annotations

import contextlib
import socket
import time
from typing import TYPE_CHECKING

import pytest

from .coturn import PORT, start_coturn
from .link import Conditions
from .media import assert_media_flows, assert_sees
from .network import COTURN_ADDRESS, HOMES, SERVER_ADDRESS, SERVER_PORTS, Nat, inside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .browsers import Pair
    from .conftest import OpenPages
    from .network import Network


@pytest.mark.usefixtures("network")
def test_a_call_without_the_product_carries_media_both_ways(open_pages: OpenPages, pair: Pair) -> None:
    origin = f"http://{SERVER_ADDRESS}:{SERVER_PORTS[0]}"
    alice, bob = open_pages(origin, dict(zip(HOMES, pair, strict=True)))
    offer = alice.do("bare.offer", {"colour": "red"})
    answer = bob.do("bare.answer", {"colour": "blue", "offer": offer})
    alice.do("bare.accept", answer)
    assert_media_flows(alice, bob)
    assert_sees(alice, "blue")
    assert_sees(bob, "red")


@pytest.fixture
def sockets(network: Network) -> Iterator[tuple[socket.socket, list[socket.socket]]]:
    """A UDP socket at alice's, and two on the internet, on different addresses."""
    with contextlib.ExitStack() as stack:
        yield (
            stack.enter_context(_udp(network, "alice", "10.0.1.2")),
            [stack.enter_context(_udp(network, "internet", address)) for address in (SERVER_ADDRESS, COTURN_ADDRESS)],
        )


@pytest.mark.parametrize(
    ("nat", "address", "mappings"),
    [(Nat.NONE, "10.0.1.2", 1), (Nat.CONE, "198.18.1.2", 1), (Nat.SYMMETRIC, "198.18.1.2", 2)],
)
def test_the_nat_maps_as_its_kind_says(
    network: Network,
    sockets: tuple[socket.socket, list[socket.socket]],
    nat: Nat,
    address: str,
    mappings: int,
) -> None:
    home, outside = sockets
    network.set_nat(nat)
    seen = {_source(home, receiver) for receiver in outside}
    assert {host for host, _ in seen} == {address}
    assert len(seen) == mappings


@pytest.mark.parametrize("nat", [Nat.CONE, Nat.SYMMETRIC])
def test_the_nat_lets_nobody_in_who_was_not_called(
    network: Network, sockets: tuple[socket.socket, list[socket.socket]], nat: Nat
) -> None:
    home, (called, stranger) = sockets
    network.set_nat(nat)
    mapped = _source(home, called)
    stranger.sendto(b"stranger", mapped)
    called.sendto(b"called", mapped)
    assert home.recv(100) == b"called"


def test_the_link_delays_and_cuts(network: Network, sockets: tuple[socket.socket, list[socket.socket]]) -> None:
    home, (receiver, _) = sockets
    network.set_conditions(Conditions(delay_ms=40))
    sent = time.monotonic()
    _source(home, receiver)
    assert 0.04 <= time.monotonic() - sent < 0.5
    network.set_conditions(Conditions(down=True))
    receiver.settimeout(0.2)
    with pytest.raises(TimeoutError):
        _source(home, receiver)


def test_coturn_answers_stun_with_the_mapped_address(network: Network, tmp_path: Path) -> None:
    network.set_nat(Nat.CONE)
    coturn = start_coturn(network.namespace("internet"), tmp_path, ["first", "second"])
    with contextlib.closing(coturn), _udp(network, "alice", "10.0.1.2") as home:
        binding_request = b"\x00\x01\x00\x00\x21\x12\xa4\x42" + bytes(12)  # RFC 8489, section 5
        home.sendto(binding_request, (COTURN_ADDRESS, PORT))
        answer = home.recv(500)
    xor_address = bytes(a ^ b for a, b in zip(socket.inet_aton("198.18.1.2"), b"\x21\x12\xa4\x42", strict=True))
    assert answer[:2] == b"\x01\x01"
    assert xor_address in answer


def _udp(network: Network, name: str, address: str) -> socket.socket:
    with inside(network.namespace(name)):
        udp = socket.socket(type=socket.SOCK_DGRAM)
    udp.bind((address, 0))
    udp.settimeout(2)
    return udp


def _source(sender: socket.socket, receiver: socket.socket) -> tuple[str, int]:
    """Send one packet and return the address it came from, as the receiver sees it."""
    sender.sendto(b"hello", receiver.getsockname())
    _, (host, port) = receiver.recvfrom(100)
    return host, port
