"""A person in a browser calls a Python program, and a program calls a person."""

from __future__ import annotations

import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..media import PATIENCE_S
from ..network import HOMES
from ..processes import Process
from ..server import token
from .conversation import ENGINES
from .person import SIGNATURES
from .senses import Perception, assert_perceive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from ..browsers import Engine
    from ..conftest import Evidence
    from ..network import Network
    from ..server import RingbackServer
    from .conftest import Invite

    Start = Callable[..., AbstractContextManager[Process]]

pytestmark = ENGINES

PROGRAM = Path(__file__).with_name("program.py")
HEARS_ALICE = f"hears {SIGNATURES['alice'].hertz}"
SEES_ALICE = "sees 0,4,0"
"""Lime, in quarters."""


@pytest.fixture
def start(session_network: Network, server: RingbackServer, evidence: Evidence) -> Start:
    """Starts the program as the user `parrot`."""

    @contextmanager
    def program(*arguments: str) -> Iterator[Process]:
        command = [sys.executable, "-m", "tests.e2e.service.program", server.origin, *arguments]
        env = {"RINGBACK_TOKEN": token("parrot")}
        process = Process("a program", command, namespace=session_network.namespace("internet"), env=env)
        evidence["program"] = lambda: process.log
        with closing(process):
            process.wait_for("is here")
            yield process

    return program


def tells(program: Process, *lines: str) -> None:
    """Assert that the program comes to print these lines, in any order."""
    deadline = time.monotonic() + PATIENCE_S
    while not set(lines) <= set(program.log.splitlines()):
        assert time.monotonic() < deadline, program.log
        time.sleep(0.05)


def test_what_is_said_shown_and_dialled_in_a_browser_arrives(invite: Invite, engine: Engine, start: Start) -> None:
    alice = invite(HOMES[0], engine)
    alice.sign_in()
    with start() as program:
        alice.do("service.call", {"to": "parrot", "video": True})
        alice.comes_to(phase="connected")
        assert_perceive({alice: Perception(hears=1900, sees="cyan")})
        tells(program, HEARS_ALICE, SEES_ALICE)
        alice.do("service.sendDtmf", "123#*D")
        program.wait_for("digits 123#*D")
        alice.do("service.hangUp")
        program.wait_for("ended completed")


def test_a_program_calls_a_person(invite: Invite, engine: Engine, start: Start) -> None:
    alice = invite(HOMES[0], engine)
    alice.sign_in()
    with start("--call", alice.user) as program:
        alice.comes_to(phase="ringing", withVideo=True)
        alice.do("service.accept", {"video": True})
        assert_perceive({alice: Perception(hears=1900, sees="cyan")})
        tells(program, HEARS_ALICE, SEES_ALICE)
        alice.do("service.hold")
        program.wait_for("hears 0")
        alice.do("service.resume")
        program.wait_for(HEARS_ALICE)
        alice.do("service.hangUp")
        program.wait_for("ended completed")
    with start("--call", alice.user) as program:
        alice.comes_to(phase="ringing")
        alice.do("service.reject")
        program.wait_for("failed declined")
