"""Fixtures for calls that pages make with the SDK's `CallClient`."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..network import HOMES
from ..pages import PASSED
from ..processes import Process
from ..server import token
from .conversation import Conversation
from .person import open_person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..browsers import Browsers, Engine, Pair
    from ..conftest import Evidence
    from ..network import Network
    from ..server import RingbackServer
    from .person import Person


class Invite:
    """Opens people's pages, equipped and not signed in."""

    def __init__(self, browsers: Browsers, origin: str, evidence: Evidence) -> None:
        self._browsers = browsers
        self._origin = origin
        self._evidence = evidence
        self.people: list[Person] = []

    def __call__(self, home: str, engine: Engine, *, name: str | None = None) -> Person:
        """In the browser of a home; `name` is the role, if it is not that of the home."""
        return self._came(open_person(name or home, self._browsers.at(home, engine), self._origin))

    def tab_of(self, person: Person) -> Person:
        """Another tab of somebody who is here."""
        return self._came(person.open_tab())

    def _came(self, person: Person) -> Person:
        self.people.append(person)
        self._evidence[f"page {len(self.people)}, of {person.user}"] = person.story
        return person


@pytest.fixture
def invite(
    network: Network,  # noqa: ARG001 - it changes back after the pages are closed
    browsers: Browsers,
    server: RingbackServer,
    evidence: Evidence,
) -> Iterator[Invite]:
    """Opens pages; an error that one throws or logs fails the test."""
    invite = Invite(browsers, server.origin, evidence)
    yield invite
    for person in reversed(invite.people):
        person.close()
    assert not [fault for person in invite.people for fault in person.faults]


@pytest.fixture
def engine(pair: Pair) -> Engine:
    """What everybody uses, in tests of one engine."""
    return pair.alice


@pytest.fixture
def people(invite: Invite, pair: Pair) -> tuple[Person, Person]:
    """Alice and bob, at home and signed in, who have not called each other yet."""
    alice, bob = (invite(home, engine) for home, engine in zip(HOMES, pair, strict=True))
    for person in (alice, bob):
        person.sign_in()
    return alice, bob


@pytest.fixture(scope="session")
def conversation(browsers: Browsers) -> Iterator[Conversation]:
    """Goes on from test to test."""
    with closing(Conversation(browsers)) as conversation:
        yield conversation


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """End the conversation before a test that has no use for it: it would share the link and the cores."""
    conversation = getattr(item, "funcargs", {}).get("conversation")
    if conversation and nextitem and "talking" not in getattr(nextitem, "fixturenames", ()):
        conversation.close()


@pytest.fixture
def talking(
    request: pytest.FixtureRequest, conversation: Conversation, pair: Pair, server: RingbackServer, evidence: Evidence
) -> Iterator[tuple[Person, Person]]:
    """Alice, who has called, and bob, in the midst of a call; tests leave it as they have found it."""
    alice, bob = conversation.between(*zip(HOMES, pair, strict=True), origin=server.origin)
    for person in (alice, bob):
        evidence[f"page of {person.user}"] = person.story
    yield alice, bob
    faults = [*alice.faults, *bob.faults]
    alice.faults.clear()
    bob.faults.clear()
    if not request.node.stash.get(PASSED, False):
        conversation.close()
    assert not faults


@pytest.fixture
def echo(session_network: Network, server: RingbackServer, evidence: Evidence) -> Iterator[Process]:
    """A running `ringback echo`, a Python program that answers every call."""
    command = [str(Path(sys.executable).with_name("ringback")), "echo", server.origin, "--allow-insecure"]
    env = {"RINGBACK_TOKEN": token("echo"), "RINGBACK_FALLBACK_STUN": "off"}
    process = Process("ringback echo", command, namespace=session_network.namespace("internet"), env=env)
    evidence["echo"] = lambda: process.log
    with closing(process):
        process.wait_for("answers every call")
        yield process
