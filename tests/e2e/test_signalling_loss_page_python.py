"""A page in a call with a program, the echo, loses the server: media go on, and the program can be called again."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .browsers import Engine
from .demo import DEMO_ORIGIN, DEMO_PORT
from .media import assert_media_flows, assert_no_gap
from .network import HOMES
from .outage import no_signalling
from .processes import Process
from .server import token
from .visitor import ENDED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .conftest import Evidence, Visit
    from .demo import Demo
    from .network import Network
    from .visitor import Visitor

GAP_LIMIT_S = 1
AWAY = "Reconnecting to the server… A call under way goes on."


@pytest.fixture
def echo(session_network: Network, demo: Demo, evidence: Evidence) -> Iterator[Process]:  # noqa: ARG001 - is there
    """A running `ringback echo`, beside the server of the page."""
    command = [str(Path(sys.executable).with_name("ringback")), "echo", DEMO_ORIGIN, "--allow-insecure"]
    env = {"RINGBACK_TOKEN": token("echo"), "RINGBACK_FALLBACK_STUN": "off"}
    process = Process("ringback echo", command, namespace=session_network.namespace("internet"), env=env)
    evidence["echo"] = lambda: process.log
    with closing(process):
        process.wait_for("answers every call")
        yield process


@pytest.fixture
def alice(arrive: Visit, echo: Process) -> Visitor:  # noqa: ARG001 - who is called
    """Somebody in a call with the echo."""
    visitor = arrive(HOMES[0], Engine.CHROMIUM)
    visitor.tolerate("WebSocket|ERR_CONNECTION|ERR_ADDRESS")
    visitor.sign_in()
    visitor.click("Call echo with video")
    _talks(visitor)
    return visitor


def test_a_server_that_is_killed(alice: Visitor, demo: Demo, echo: Process) -> None:
    with assert_no_gap(alice, limit_s=GAP_LIMIT_S):
        demo.kill()
        assert alice.sees(AWAY)
        echo.wait_for("The server is away.")
        demo.restart()
        echo.wait_for("The server is back.")
        _talks(alice)
    _hangs_up_and_calls_again(alice)


def test_a_page_that_is_cut_off(alice: Visitor, network: Network) -> None:
    with assert_no_gap(alice, limit_s=GAP_LIMIT_S):
        with no_signalling(network, HOMES[0], port=DEMO_PORT):
            assert alice.sees(AWAY)
        _talks(alice)
    _hangs_up_and_calls_again(alice)


def _talks(visitor: Visitor) -> None:
    assert visitor.sees_no(AWAY)
    assert visitor.is_in_a_call()
    assert_media_flows(visitor)


def _hangs_up_and_calls_again(visitor: Visitor) -> None:
    visitor.click("Hang up")
    assert visitor.sees(ENDED)
    visitor.click("Call again")
    _talks(visitor)
