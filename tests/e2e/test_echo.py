"""A person alone calls the echo: what they say and show comes back, also what they add later."""

from __future__ import annotations

import sys
import uuid
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .browsers import Engine
from .calls import assert_no_errors, sign_in
from .media import Streams, assert_media_flows, assert_sees
from .network import HOMES
from .processes import Process
from .server import token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conftest import Evidence, OpenPages
    from .network import Network
    from .server import RingbackServer


@pytest.fixture
def echo(session_network: Network, server: RingbackServer, evidence: Evidence) -> Iterator[Process]:
    """A running `ringback echo`, beside the server."""
    command = [str(Path(sys.executable).with_name("ringback")), "echo", server.origin, "--allow-insecure"]
    env = {"RINGBACK_TOKEN": token("echo"), "RINGBACK_FALLBACK_STUN": "off"}
    process = Process("ringback echo", command, namespace=session_network.namespace("internet"), env=env)
    evidence["echo"] = lambda: process.log
    with closing(process):
        process.wait_for("answers every call")
        yield process


@pytest.mark.usefixtures("network", "echo")
@pytest.mark.parametrize("engine", [Engine.CHROMIUM, Engine.FIREFOX])
def test_the_echo_sends_back_what_a_browser_says_and_shows(
    engine: Engine, server: RingbackServer, open_pages: OpenPages
) -> None:
    [alice] = open_pages(server.origin, {HOMES[0]: engine})
    sign_in(alice)
    alice.do("peer.prepare", {"callId": str(uuid.uuid4()), "video": True, "policy": "all", "remote": "echo"})
    alice.do("peer.start")
    assert_media_flows(alice)
    assert_sees(alice, "camera")
    alice.do("peer.addVideo", "red")
    assert_media_flows(alice, streams=Streams(videos=2))
    assert_sees(alice, "camera", "red")
    assert_no_errors(alice)
