"""``GET /calls``: to each their own, page by page."""

import asyncio
import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import msgspec
import pytest

from ringback.core.call import Call, CallEvent, Timers, place, step
from ringback.core.effects import SaveCall
from ringback.errors import InvalidField
from ringback.server.call_store import MemoryCallStore
from ringback.server.history import MAX_LIMIT, History
from tests.serving import connected, ringback, serving, token_for
from tests.validation_table import VALID

TIMERS = Timers()


async def stored(*calls: Call) -> History:
    store = MemoryCallStore()
    for call in calls:
        await store.save([SaveCall(call, 0)])
    return History(store)


def after(call: Call, *events: tuple[CallEvent, float]) -> Call:
    for event, now in events:
        transition = step(call, event, now, TIMERS, devices=("tab", "telephone"))
        assert transition is not None
        call = transition.call
    return call


def a_call(call_id: str = "c", now: float = 0.0) -> Call:
    return place(call_id, ("alice", "tab"), "bob", now, TIMERS)


def as_json(page: object) -> Any:
    return msgspec.json.decode(msgspec.json.encode(page))


async def test_a_call_as_both_sides_see_it() -> None:
    talked = after(a_call(now=0.1234), (CallEvent.ACCEPT, 1.0), (CallEvent.DESCRIBE, 2.0), (CallEvent.HANG_UP, 3.5))
    history = await stored(talked)
    (outgoing,) = as_json(await history.page("alice", {}))["calls"]
    assert outgoing == {
        "callId": "c",
        "userId": "bob",
        "direction": "outgoing",
        "state": "ended",
        "reason": "completed",
        "missed": False,
        "placedAt": "1970-01-01T00:00:00.123000Z",
        "connectedAt": "1970-01-01T00:00:02Z",
        "endedAt": "1970-01-01T00:00:03.500000Z",
        "durationMs": 1500,
        "quality": None,
        "rating": None,
    }
    (incoming,) = as_json(await history.page("bob", {}))["calls"]
    assert incoming == {**outgoing, "userId": "alice", "direction": "incoming"}
    assert as_json(await history.page("carol", {})) == {"calls": [], "nextCursor": None}


async def test_a_live_call_is_there_too() -> None:
    history = await stored(a_call())
    (call,) = as_json(await history.page("bob", {}))["calls"]
    assert (call["state"], call["reason"], call["endedAt"], call["durationMs"]) == ("ringing", None, None, None)


async def test_a_call_is_missed_by_its_callee_only() -> None:
    history = await stored(after(a_call(), (CallEvent.HANG_UP, 1.0)))
    assert [call.missed for user in ("alice", "bob") for call in (await history.page(user, {})).calls] == [False, True]
    assert len((await history.page("bob", {"missed": "true"})).calls) == 1
    assert (await history.page("alice", {"missed": "true"})).calls == []


async def test_the_cursor_leads_from_page_to_page_to_the_end() -> None:
    history = await stored(*(a_call(f"c{at}", float(at)) for at in range(5)))
    parameters, seen = {"limit": "2"}, []
    while True:
        page = await history.page("alice", parameters)
        seen.append([call.call_id for call in page.calls])
        if page.next_cursor is None:
            break
        parameters["cursor"] = page.next_cursor
    assert seen == [["c4", "c3"], ["c2", "c1"], ["c0"]]
    full = await history.page("alice", {"limit": "5"})
    assert (len(full.calls), full.next_cursor) == (5, None)


async def test_since_a_moment() -> None:
    history = await stored(*(a_call(f"c{at}", float(at)) for at in range(3)))
    page = await history.page("alice", {"since": "1970-01-01T01:00:01+01:00"})
    assert [call.call_id for call in page.calls] == ["c2", "c1"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("limit", text) for text in ("0", "-1", "", "ten", "1.5", "٣", str(MAX_LIMIT + 1), "9" * 5000)),
        *(("cursor", text) for text in ("", "x", "AAAA", "ü", "A" * 33, "A" * 5000)),
        *(("since", text) for text in ("", "yesterday", "2026-01-01T00:00:00")),
        *(("missed", text) for text in ("", "1", "True", "yes")),
    ],
)
async def test_what_cannot_be_read_is_named(name: str, text: str) -> None:
    with pytest.raises(InvalidField) as refused:
        await (await stored()).page("alice", {name: text})
    assert refused.value.field == name


async def _get(address: str, user: str | None, **parameters: str) -> tuple[int, Any]:
    url = f"http://{address}/calls?{urllib.parse.urlencode(parameters)}"
    headers = {"Authorization": f"Bearer {token_for(user)}"} if user else {}

    def fetch() -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
                assert answer.headers["cache-control"] == "no-store"
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, json.load(error)

    return await asyncio.to_thread(fetch)


async def test_over_http_everybody_sees_their_own_calls_and_nobody_anothers() -> None:
    async with (
        serving(ringback().app) as address,
        connected(address, "alice") as alice,
        connected(address, "bob") as bob,
    ):
        await alice.send(VALID["call-offer"])
        assert (await bob.receive())["type"] == "call-offer"
        for user, direction in (("alice", "outgoing"), ("bob", "incoming")):
            status, page = await _get(address, user)
            assert (status, [call["direction"] for call in page["calls"]]) == (200, [direction])
        assert await _get(address, "mallory") == (200, {"calls": [], "nextCursor": None})
        status, refusal = await _get(address, None)
        assert (status, refusal["error"]) == (401, "token_missing")
        status, refusal = await _get(address, "alice", limit="many")
        assert (status, refusal["error"]) == (400, "invalid_field")
