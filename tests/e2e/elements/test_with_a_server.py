"""The elements and a server in one run: what is fetched of what is shipped, and what the record of a call holds."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from ..browsers import Engine
from ..media import PATIENCE_S, assert_media_flows
from ..network import HOMES
from ..visitor import sign_in

if TYPE_CHECKING:
    from ..conftest import Visit
    from ..visitor import Visitor

LOADED = "performance.getEntriesByType('resource').map(({ name }) => name.split('/').at(-1))"
RECORDS = "document.querySelector('ringback-phone').client.history({ limit: 1 })"


def _loaded(visitor: Visitor) -> list[str]:
    names: list[str] = visitor.runner.run(visitor.page.evaluate(LOADED))
    return [name for name in names if name.startswith(("quality-graphs", "german", "spanish"))]


def _recorded(visitor: Visitor, rating: int | None) -> dict[str, Any]:
    """The newest record that the server has for somebody, once this rating is in it."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        record: dict[str, Any] = visitor.runner.run(visitor.page.evaluate(RECORDS))["calls"][0]
        if record["rating"] == rating:
            return record
        assert time.monotonic() < deadline, json.dumps(record)


@pytest.mark.parametrize("engine", list(Engine)[:2], ids=str)
def test_a_star_that_is_pressed_comes_into_the_record_of_the_call(arrive: Visit, engine: Engine) -> None:
    alice, bob = (arrive(home, engine) for home in HOMES)
    sign_in(alice, bob)
    alice.click("Call bob with video")
    bob.click("Accept")
    assert_media_flows(alice, bob)
    assert _loaded(alice) == []
    alice.press("q")
    alice.runner.run(alice.page.locator("canvas").first.wait_for(timeout=PATIENCE_S * 1000))
    assert [name.rpartition("-")[0] for name in _loaded(alice)] == ["quality-graphs"]
    assert _loaded(bob) == []
    bob.click("Hang up")
    assert bob.sees("The call has ended.")
    bob.runner.run(bob.page.get_by_role("radio", name="Excellent").check(force=True))
    assert bob.sees("Thank you.")
    assert _recorded(bob, 5)["reason"] == "completed"
    assert _recorded(alice, None)["reason"] == "completed"  # what somebody thinks is in their own record only
