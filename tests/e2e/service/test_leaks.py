"""A page that makes call after call keeps nothing of them.

RINGBACK_E2E_CALLS says how many calls it makes: 10 unless set, 200 in `make soak`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from ..browsers import Engine
from ..network import HOMES
from ..peer import together
from .conversation import ENGINES, begin

if TYPE_CHECKING:
    from .conftest import Invite
    from .person import Person

CALLS = int(os.environ.get("RINGBACK_E2E_CALLS", "10"))
WARM_UP = 10  # what a browser compiles and caches at first is no leak
HEAP_BYTES_A_CALL = 20_000


@ENGINES
def test_calls_leave_nothing_behind(invite: Invite, engine: Engine) -> None:
    alice, bob = (invite(home, engine) for home in HOMES)
    for person in (alice, bob):
        person.sign_in()
    _call(alice, bob, WARM_UP)
    alive, heaps = [person.alive for person in (alice, bob)], [_heap(person, engine) for person in (alice, bob)]
    _call(alice, bob, CALLS)
    assert [person.alive for person in (alice, bob)] == alive
    assert all(left["connections"] == left["tracks"] == left["players"] == 0 for left in alive)
    for person, heap in zip((alice, bob), heaps, strict=True):
        grown = _heap(person, engine) - heap
        assert grown < HEAP_BYTES_A_CALL * CALLS


def _call(alice: Person, bob: Person, calls: int) -> None:
    """They call each other in turn, and whoever was called hangs up."""
    for number in range(calls):
        caller, callee = (alice, bob) if number % 2 else (bob, alice)
        begin(caller, callee)
        assert all(together(*(person.order("probe.flowing", {"videos": 1, "audios": 1}) for person in (alice, bob))))
        callee.do("service.hangUp")
        together(*(person.expecting(phase="ended", reason="completed") for person in (alice, bob)))
        for person in (alice, bob):
            person.do("probe.forget")


def _heap(person: Person, engine: Engine) -> int:
    """Bytes of JavaScript in use, after a collection; 0 where the browser does not tell."""

    async def measure() -> int:
        devtools = await person.page.context.new_cdp_session(person.page)
        await devtools.send("HeapProfiler.collectGarbage")
        used: int = (await devtools.send("Runtime.getHeapUsage"))["usedSize"]
        await devtools.detach()
        return used

    return person.runner.run(measure()) if engine is Engine.CHROMIUM else 0
