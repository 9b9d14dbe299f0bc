"""The table of who may do what (tests/unit/core/test_authority.py) over real sessions: each message is a command."""

import pytest

from ringback.core.call import Call
from tests.unit.core.test_authority import cells
from tests.unit.server.office import Client, Office
from tests.validation_table import OF_SESSIONS, VALID

ROLE = {"winner": "callee", "rung": "callee", "loser": "other device", "mallory": "stranger"}


async def office_in(state: str) -> Office:
    office = Office()
    await office.open({"away": "connected", "reconnecting": "connected"}.get(state, state), full=True)
    if state in ("away", "reconnecting"):
        office.clients["caller"].connection.end(goodbye=state == "reconnecting")
        await office.settle()
    return office


async def the_call(office: Office) -> Call:
    (call,) = await office.store.recent()
    return call


def others(office: Office, sender: Client) -> list[str]:
    """What everybody else hears."""
    return [
        message["type"] for client in office.clients.values() if client is not sender for message in client.hears()
    ]


@pytest.mark.parametrize(("state", "role", "kind", "outcome"), cells())
async def test_every_cell(state: str, role: str, kind: str, outcome: str) -> None:
    office = await office_in(state)
    before = await the_call(office)
    sender = office.clients[ROLE.get(role, role)]
    recipient = "alice" if role in ("rung", "winner", "loser") else "bob"
    command = {**{**VALID, **OF_SESSIONS}[kind], "recipientId": recipient, "commandId": "m1", "reason": None}
    *said, reply = await sender.says(command)
    after = await the_call(office)
    assert reply["commandId"] == "m1"
    if outcome in ("error", "offline"):
        assert reply["error"] == {"error": "not_in_call", "offline": "recipient_offline"}[outcome]
    else:
        assert reply["type"] == "done"
    told = {"told": ["answered_elsewhere" if role == "loser" else "completed"]}.get(outcome, [])
    assert [message.get("reason") for message in said] == told
    if outcome in ("drop", "error", "told", "offline"):
        assert (after, others(office, sender)) == (before, [])
    else:
        assert (after.reason or after.state) == (before.state if outcome == "on" else outcome)
        assert (kind in others(office, sender)) == (state not in ("away", "reconnecting"))
    assert await sender.says(command) == [reply]
    assert (await the_call(office), others(office, sender)) == (after, [])
    await office.close()
