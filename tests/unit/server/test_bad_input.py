"""Bad input of every kind, from every role, in every state of a call: it is answered, and nothing else comes of it."""

import gc
import tracemalloc
from itertools import pairwise

import msgspec
import pytest

from ringback.messages import CloseCode
from tests.unit.server.office import ROLES, STATES, Client, Office
from tests.validation_table import ROWS, VALID

WHERE_ITS_MEANING_DIFFERS = {"call-offer: sdp missing", "call-offer: sdp null"}
"""An invitation, to a client that has named its device."""


@pytest.mark.parametrize("full", [False, True], ids=["plain", "full"])
@pytest.mark.parametrize("state", STATES)
async def test_every_row_in_every_state(state: str, full: bool) -> None:
    office = Office()
    await office.open(state, full=full)
    before = office.memory()
    for role in ROLES:
        if (state, role) == ("reconnecting", "callee"):
            continue  # it is gone
        sender = office.clients[role]
        for name, frame, code, field in ROWS:
            if full and name in WHERE_ITS_MEANING_DIFFERS:
                continue
            (answer,) = await sender.says(frame)
            assert (answer["type"], answer["error"], answer["field"]) == ("call-error", code, field), (role, name)
        sender.connection.receive_binary()
        assert sender.hears()[0]["error"] == "not_json"
    assert office.memory() == before
    assert all(client.hears() == [] and client.wire.closed is None for client in office.clients.values())
    await the_call_goes_on(office, state)
    await office.close()


async def the_call_goes_on(office: Office, state: str) -> None:
    """It ends as it would have, and a new one can be placed."""
    caller, callee = office.clients["caller"], office.clients["callee"]
    await caller.says(VALID["call-hangup"])
    ended = [message["type"] for message in callee.hears()]
    assert ended == (["call-hangup"] if state in ("none", "ringing", "connecting", "connected") else [])
    await caller.says({**VALID["call-offer"], "callId": "c2"})
    assert "call-offer" in [message["type"] for message in office.clients["other device"].hears()]


async def test_it_leaves_nothing_behind() -> None:
    office = Office()
    await office.open("connected", full=True)
    sender = office.clients["stranger"]

    async def everything() -> None:
        for name, frame, _, _ in ROWS:
            if name not in WHERE_ITS_MEANING_DIFFERS:
                await sender.says(frame)

    await everything()
    tracemalloc.start()
    held = []
    for _ in range(5):
        for _ in range(5):
            await everything()
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    # msgspec fills its cache of short strings now and then, which has a bound; what is left behind grows every time
    grown = min(after - before for before, after in pairwise(held))
    assert grown < len(ROWS) * 5 * 8, "less than eight bytes a frame"
    await office.close()


async def test_what_comes_on_a_socket_that_its_session_has_left_says_nothing() -> None:
    office = Office()
    await office.open("connected", full=True)
    left = office.clients["callee"]
    session = left.connection._session
    assert session is not None
    again = Client(office, "bob")
    claim = {"token": session.token, "epoch": session.epoch, "lastSeq": session.top_seq}
    await again.says({"type": "hello", "deviceId": "callee", "resume": claim})
    assert left.wire.closed is CloseCode.REPLACED
    left.hears()
    assert await left.says({**VALID["call-hangup"], "recipientId": "alice", "commandId": "m1"}) == []
    assert await left.says({"type": "ack", "seq": 10**9}) == []
    left.connection.end(goodbye=True)
    assert office.clients["caller"].hears() == []
    await again.says({**VALID["call-hangup"], "recipientId": "alice"})
    assert [message["type"] for message in office.clients["caller"].hears()] == ["call-hangup"]
    await office.close()


def test_the_office_shows_what_it_knows() -> None:
    """Without that the comparison above would prove nothing."""
    office = Office()
    before = office.memory()
    office.exchange._switchboard.connect(1, "alice")
    assert office.memory() != before
    assert msgspec.json.encode(before)
