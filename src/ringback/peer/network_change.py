"""When this machine's network has changed."""

import asyncio
import socket
from collections.abc import Callable

from ringback.peer.lifetime import Cancel

LOOK_S = 1.0
"""From one look at the addresses to the next, in seconds."""

_ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses outside every network there is (RFC 5737, RFC 3849): the way there is the way to the internet."""

_DISCARD = 9
"""A port (RFC 863). Nothing is ever sent to it."""

Addresses = tuple[str | None, ...]
"""This machine's address towards the internet, by IPv4 and by IPv6; None where there is no way."""


def addresses() -> Addresses:
    """This machine's addresses of the moment. Takes microseconds, and sends nothing."""
    return tuple(_address(family, elsewhere) for family, elsewhere in _ELSEWHERE)


def on_network_change(listener: Callable[[], None], look: Callable[[], Addresses] = addresses) -> Cancel:
    """Calls ``listener``, within ``LOOK_S``, whenever this machine has other addresses than before and so another
    network; when it has lost its only one, then once it has one again. Until the returned function is called.

    Every operating system has a way of its own to tell; looking is the one that they share.
    """
    return _Watch(listener, look).stop


class _Watch:
    def __init__(self, listener: Callable[[], None], look: Callable[[], Addresses]) -> None:
        self._listener = listener
        self._look = look
        self._known = look()
        self._loop = asyncio.get_running_loop()
        self._timer = self._loop.call_later(LOOK_S, self._look_again)

    def stop(self) -> None:
        self._timer.cancel()

    def _look_again(self) -> None:
        self._timer = self._loop.call_later(LOOK_S, self._look_again)
        before, self._known = self._known, self._look()
        if self._known != before and any(self._known):
            self._listener()


def _address(family: socket.AddressFamily, elsewhere: str) -> str | None:
    """Connecting a datagram socket picks the way and the address (POSIX connect); no packet goes out."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((elsewhere, _DISCARD))
            address: str = probe.getsockname()[0]
    except OSError:
        return None
    return address
