"""Signalling that is cut off while media goes on: TCP to the server, and nothing else."""

from __future__ import annotations

import contextlib
import os
import subprocess
from typing import TYPE_CHECKING

from .network import SERVER_ADDRESS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .network import Network

LONG_CUT_S = int(os.environ.get("RINGBACK_E2E_CUT_S", "3"))
"""For how many seconds both sides are cut off at each stage of a call; `make soak` takes 50 as well."""

_TABLE = """
add table ip outage
delete table ip outage
table ip outage {{
    chain to_server {{
        type filter hook forward priority filter;
        ip daddr {address} tcp dport {port} reject with tcp reset
        ip saddr {address} tcp sport {port} drop
    }}
}}
"""


@contextlib.contextmanager
def no_signalling(network: Network, *homes: str, port: int) -> Iterator[None]:
    """Break the connections of these homes to the server's port, and let no new one through, inside the block.

    The homes notice at once, the server does not: nothing reaches it.
    """
    routers = [network.namespace(f"{home}-router") for home in homes]
    for home, router in zip(homes, routers, strict=True):
        _run(router, "nft", "-f", "-", text=_TABLE.format(address=SERVER_ADDRESS, port=port))
        _run(network.namespace(home), "ss", "-K", "dst", SERVER_ADDRESS, "dport", "=", str(port))
    try:
        yield
    finally:
        for router in routers:
            _run(router, "nft", "delete table ip outage")


def _run(namespace: str, *command: str, text: str = "") -> None:
    enter = ["ip", "netns", "exec", namespace]
    subprocess.run([*enter, *command], input=text, text=True, check=True, capture_output=True)
