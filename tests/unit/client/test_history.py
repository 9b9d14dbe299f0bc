"""The calls of a user, asked for over HTTP."""

from datetime import UTC, datetime

import pytest
from starlette.types import Receive, Scope, Send

from ringback.client import AuthenticationExpired, HandshakeRefused, HistoryClient, ServerUnreachable, TokenRefused
from ringback.errors import ConfigurationError
from ringback.testing import RingbackServer, token_for
from tests.serving import Client, connected, ringback, serving
from tests.unit.client.servers import answering, http
from tests.validation_table import VALID


async def place(caller: Client, *call_ids: str) -> None:
    for call_id in call_ids:
        await caller.send({**VALID["call-offer"], "recipientId": "bob", "callId": call_id})
        assert (await caller.receive())["error"] == "recipient_offline"


async def test_pages_follow_each_other(ringback_server: RingbackServer) -> None:
    async with connected(ringback_server.url.removeprefix("http://"), "alice") as alice:
        await place(alice, "one", "two", "three")
    history = HistoryClient(ringback_server.url, token=token_for("alice"))
    first = await history.page(limit=2)
    second = await history.page(limit=2, cursor=first.next_cursor)
    assert [call.call_id for call in (*first.calls, *second.calls)] == ["three", "two", "one"]
    assert second.next_cursor is None


async def test_it_can_be_asked_for_less(ringback_server: RingbackServer) -> None:
    async with connected(ringback_server.url.removeprefix("http://"), "alice") as alice:
        await place(alice, "one")
    of_caller = HistoryClient(ringback_server.url, token=token_for("alice"))
    of_callee = HistoryClient(ringback_server.url, token=lambda: token_for("bob"))
    assert (await of_caller.page(missed=True)).calls == []
    assert [call.reason for call in (await of_callee.page(missed=True)).calls] == ["unreachable"]
    assert (await of_caller.page(since=datetime(2100, 1, 1, tzinfo=UTC))).calls == []


async def test_who_asks_again_and_again_has_one_connection() -> None:
    clients: list[tuple[str, int]] = []
    app = ringback().app

    async def counting(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            clients.append(scope["client"])
        await app(scope, receive, send)

    async with serving(counting) as address:
        history = HistoryClient(f"http://{address}", token=token_for("alice"))
        for expected in (1, 3):
            async with history:
                assert (await history.page()).calls == (await history.page()).calls == []
            assert len(set(clients)) == expected, "each block has its own"
            await history.page()
    assert len(clients) == 6


async def test_each_refusal_has_its_error(ringback_server: RingbackServer) -> None:
    url = ringback_server.url
    with pytest.raises(AuthenticationExpired):
        await HistoryClient(url, token=token_for("alice", expires_in_s=-60)).page()
    with pytest.raises(TokenRefused):
        await HistoryClient(url, token="forged").page()
    with pytest.raises(HandshakeRefused):
        await HistoryClient(f"{url}/elsewhere", token=token_for("alice")).page()
    ringback_server.kill()
    with pytest.raises(ServerUnreachable):
        await HistoryClient(url, token=token_for("alice")).page()


async def test_an_answer_that_is_no_history() -> None:
    async with answering(http(200, b'{"calls": 1}')) as url:
        with pytest.raises(HandshakeRefused, match="not a ringback server"):
            await HistoryClient(url, token=token_for("alice")).page()


def test_an_address_that_cannot_be_used() -> None:
    with pytest.raises(ConfigurationError):
        HistoryClient("http://example.org/calls", token="t")
