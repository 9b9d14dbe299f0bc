"""The elements in Jinja, Django, HTMX, plain HTML and React: two people call each other, through roles and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .browsers import Engine
from .examples import EXAMPLES, HTMX, Example, running
from .media import assert_media_flows
from .network import HOMES
from .visitor import visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from .browsers import Browsers
    from .conftest import Evidence
    from .network import Network
    from .visitor import Visitor

NO_TURN = "503"  # there is no TURN server, and browsers log every request that is refused


@pytest.fixture(params=EXAMPLES, ids=lambda example: example.name)
def example(
    request: pytest.FixtureRequest, session_network: Network, evidence: Evidence, tmp_path: Path
) -> Iterator[Example]:
    """One example, served at alice's home."""
    example: Example = request.param
    with running(example, namespace=session_network.namespace(HOMES[0]), folder=tmp_path) as process:
        evidence["server"] = lambda: process.log
        yield example


@pytest.fixture
def visitors(example: Example, browsers: Browsers, evidence: Evidence) -> Iterator[list[Visitor]]:
    """Alice in Chromium and bob in Firefox, where the phone is."""
    visitors = []
    for name, engine in zip(HOMES, (Engine.CHROMIUM, Engine.FIREFOX), strict=True):
        browser = browsers.at(HOMES[0], engine)
        visitor = visit(name, browser.browser, browser.runner, example.page.format(name=name))
        visitor.tolerate(NO_TURN)
        evidence[f"page of {name}"] = visitor.story
        visitors.append(visitor)
        example.enter(visitor)
    yield visitors
    for visitor in visitors:
        visitor.close()
    assert not [fault for visitor in visitors for fault in visitor.faults]


def talk(alice: Visitor, bob: Visitor) -> None:
    """Alice calls bob, and they see and hear each other."""
    alice.click("Call bob with video")
    bob.click("Accept")
    for visitor in (alice, bob):
        assert visitor.is_in_a_call()
    assert_media_flows(alice, bob)


def test_two_people_call_each_other(visitors: list[Visitor]) -> None:
    alice, bob = visitors
    talk(alice, bob)
    bob.click("Hang up")
    assert alice.sees("The call has ended.")


@pytest.mark.parametrize("example", [HTMX], indirect=True, ids=lambda example: example.name)
def test_a_call_goes_on_while_one_looks_at_another_part_of_the_application(visitors: list[Visitor]) -> None:
    alice, bob = visitors
    talk(alice, bob)
    alice.click("Make the call a small window")
    alice.click("Support")
    assert alice.sees_uncovered("Support")
    assert alice.sees("Call carol with video")  # a button that HTMX has just put there knows the phone
    assert_media_flows(alice, bob)
    alice.click("Hang up")
    assert bob.sees("The call has ended.")
