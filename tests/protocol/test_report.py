"""Who had a call says how it went, and finds that in its record; nobody else says anything."""

import asyncio
import json
from typing import Any
from urllib.request import Request, urlopen

import pytest

from ringback.messages import CallReport
from ringback.server.call_store import CallStore, MemoryCallStore
from ringback.server.reports import Reports
from tests.protocol.test_lost_party import talking
from tests.protocol.world import World
from tests.serving import connected, ringback, serving, token_for
from tests.unit.server.office import STATES, Office
from tests.validation_table import OF_SESSIONS

REPORT = OF_SESSIONS["call-report"]


def history(address: str, user: str) -> list[dict[str, Any]]:
    """The calls of a user, over HTTP."""
    request = Request(f"http://{address}/calls", headers={"Authorization": f"Bearer {token_for(user)}"})
    with urlopen(request) as answer:
        calls: list[dict[str, Any]] = json.load(answer)["calls"]
        return calls


@pytest.mark.parametrize("full", [False, True], ids=["plain", "full"])
@pytest.mark.parametrize("state", [state for state in STATES if state != "none"])
async def test_the_two_parties_may_report_on_any_device_and_in_any_state_and_strangers_never(
    state: str, full: bool
) -> None:
    office = Office()
    await office.open(state, full=full)
    command = {**REPORT, "commandId": "m1"} if full else {**REPORT, "commandId": None}
    for role, client in office.clients.items():
        if state == "reconnecting" and role == "callee":
            continue  # it is away
        (*_, answer) = [None, *await client.says(command)]
        if role == "stranger":
            assert answer is not None
            assert (answer["type"], answer["error"]) == ("call-error", "unknown_call")
        else:
            assert (answer or {"type": "done"})["type"] == "done"
    await office.settle()
    assert all(client.hears() == [] for client in office.clients.values()), "it concerns nobody else"
    await office.close()


async def test_what_is_out_of_bounds_is_named_and_changes_nothing() -> None:
    async with serving(ringback().app) as address, connected(address, "alice") as alice, connected(address, "bob"):
        await alice.send({"type": "call-offer", "recipientId": "bob", "callId": "c1", "sdp": "v=0"})
        await alice.send({**REPORT, "rating": 2})
        await alice.send({**REPORT, "rating": 6})
        await alice.send({**REPORT, "quality": {**REPORT["quality"], "mos": 0}})
        errors = [await alice.receive() for _ in range(2)]
        assert [(error["error"], error["field"]) for error in errors] == [
            ("invalid_field", "rating"),
            ("invalid_field", "quality.mos"),
        ]
        assert await alice.has_received_nothing()


@pytest.mark.parametrize("database", ["memory:", "sqlite"])
async def test_each_finds_what_they_have_said_in_their_own_history(database: str, tmp_path: Any) -> None:
    url = f"sqlite:///{tmp_path}/calls.sqlite3" if database == "sqlite" else database
    async with (
        serving(ringback(database_url=url).app) as address,
        connected(address, "alice") as alice,
        connected(address, "bob") as bob,
    ):
        await alice.send({"type": "call-offer", "recipientId": "bob", "callId": "c1", "sdp": "v=0"})
        await bob.receive()
        await bob.send({"type": "call-reject", "recipientId": "alice", "callId": "c1"})
        await alice.receive()
        await alice.send({**REPORT, "rating": None})
        await alice.send({**REPORT, "quality": None})
        await bob.send({"type": "call-report", "callId": "c1", "rating": 1})
        for client in (alice, bob):
            assert await client.has_received_nothing()
        (alices,) = await asyncio.to_thread(history, address, "alice")
        (bobs,) = await asyncio.to_thread(history, address, "bob")
        assert (alices["quality"], alices["rating"]) == (REPORT["quality"], REPORT["rating"])
        assert (bobs["quality"], bobs["rating"]) == (None, 1)


async def test_an_hour_after_the_end_it_is_too_late() -> None:
    world = World()
    store: CallStore = MemoryCallStore()
    world.store = store
    alice, bob = world.peer("alice", "tab"), world.peer("bob", "tab")
    talking(world, alice, bob)
    alice.send("call-hangup", bob)
    ended = world.now
    reports = Reports(store, clock=lambda: world.now)
    world.now = ended + 3600
    assert await reports.take("alice", CallReport(call_id="c1", rating=4)) is None
    world.now = ended + 3601
    refused = await reports.take("bob", CallReport(call_id="c1", rating=4, command_id="m1"))
    assert refused is not None
    assert (refused.error, refused.call_id) == ("unknown_call", "c1")
