"""``ringback history``: the calls of a user, and nobody else's."""

import json
import re
from datetime import UTC, datetime

import pytest
from typer.testing import Result
from websockets.sync.client import ClientConnection, connect

from ringback.testing import RingbackServer, User
from tests.unit.cli.invoking import invoked, told
from tests.validation_table import VALID


def connecting(user: User) -> ClientConnection:
    return connect(
        user.url.replace("http", "ws") + "/ws", additional_headers={"Authorization": f"Bearer {user.token}"}
    )


@pytest.fixture
def alice(ringback_server: RingbackServer) -> User:
    """She has called three who are not there, and bob, who lets it ring."""
    alice = ringback_server.user("alice")
    with connecting(alice) as caller, connecting(ringback_server.user("bob")) as callee:
        for number, callee_id in enumerate(("c", "[d]", "e")):
            caller.send(json.dumps({**VALID["call-offer"], "recipientId": callee_id, "callId": f"call-{number}"}))
            assert json.loads(caller.recv(timeout=5))["error"] == "recipient_offline"
        caller.send(json.dumps({**VALID["call-offer"], "recipientId": "bob", "callId": "call-bob"}))
        assert json.loads(callee.recv(timeout=5))["type"] == "call-offer"
        caller.send(json.dumps({"type": "call-hangup", "recipientId": "bob", "callId": "call-bob"}))
        assert json.loads(callee.recv(timeout=5))["type"] == "call-hangup"
    return alice


def rows(result: Result) -> list[list[str]]:
    return [re.split(r" {2,}", line.strip()) for line in result.stdout.splitlines()[1:]]


def test_it_shows_them_the_newest_first(alice: User) -> None:
    result = invoked(alice, "history")
    assert result.exit_code == 0
    assert [row[1:] for row in rows(result)] == [
        ["→", "bob", "cancelled"],
        ["→", "e", "unreachable"],
        ["→", "[d]", "unreachable"],
        ["→", "c", "unreachable"],
    ]


def test_a_program_is_told_an_object_a_line(alice: User) -> None:
    calls = told(invoked(alice, "history", "--json", "--limit", "2"))
    assert [(call["userId"], call["reason"]) for call in calls] == [("bob", "cancelled"), ("e", "unreachable")]


def test_more_than_a_page_is_shown(alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ringback.cli.history.PAGE", 1)
    assert [call["userId"] for call in told(invoked(alice, "history", "--json"))] == ["bob", "e", "[d]", "c"]
    assert len(told(invoked(alice, "history", "--json", "--limit", "3"))) == 3


def test_missed_calls_are_those_of_the_callee(alice: User, ringback_server: RingbackServer) -> None:
    assert told(invoked(alice, "history", "--json", "--missed")) == []
    result = invoked(ringback_server.user("bob"), "history", "--missed")
    assert [row[1:] for row in rows(result)] == [["←", "alice", "missed (cancelled)"]]


def test_since_a_moment_to_come_there_are_none(alice: User) -> None:
    later = datetime.now(UTC).astimezone().replace(tzinfo=None).replace(year=2100).isoformat()
    assert invoked(alice, "history", "--since", later[:19]).stdout == "No calls.\n"
    assert len(told(invoked(alice, "history", "--json", "--since", "2026-01-01"))) == 4


def test_wrong_use_is_exit_code_2(alice: User) -> None:
    assert invoked(alice, "history", "--since", "yesterday").exit_code == 2
    assert invoked(alice, "history", "--limit", "0").exit_code == 2
