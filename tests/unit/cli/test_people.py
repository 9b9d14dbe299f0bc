"""``ringback people``: who is online, as far as a server tells."""

from collections.abc import Iterator
from typing import Any

import pytest
from websockets.sync.client import connect

from ringback.testing import RingbackServer, User
from tests.unit.cli.invoking import invoked, told


@pytest.fixture
def ringback_settings() -> dict[str, Any]:
    return {"presence": True, "can_call": lambda _, callee: callee != "carol"}


@pytest.fixture
def alice(ringback_server: RingbackServer) -> Iterator[User]:
    """With bob and carol, who are online."""
    urls = {name: ringback_server.user(name) for name in ("bob", "carol")}
    with connecting(urls["bob"]), connecting(urls["carol"]):
        yield ringback_server.user("alice")


def connecting(user: User) -> Any:
    return connect(
        user.url.replace("http", "ws") + "/ws", additional_headers={"Authorization": f"Bearer {user.token}"}
    )


def test_everybody_else_is_shown(alice: User) -> None:
    result = invoked(alice, "people")
    assert (result.exit_code, result.stdout) == (0, "● bob\n● carol\n")


def test_of_those_who_are_named_it_says_who_is_not_there_and_nothing_of_whom_one_may_not_call(alice: User) -> None:
    assert told(invoked(alice, "people", "bob", "dora", "carol", "--json")) == [
        {"event": "person", "userId": "bob", "online": True},
        {"event": "person", "userId": "dora", "online": False},
        {"event": "person", "userId": "carol", "online": False},
    ]


def test_somebody_alone_is_told_so(ringback_server: RingbackServer) -> None:
    assert invoked(ringback_server.user("alice"), "people").stdout == "Nobody else is online.\n"


def test_a_server_that_does_not_answer_is_said_to_be_so(
    ringback_server: RingbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ringback.cli.people.PATIENCE_S", 0)
    result = invoked(ringback_server.user("alice"), "people", "bob")
    assert (result.exit_code, "does not say who is online" in result.stderr) == (3, True)


class TestWhereNobodyIsToldOfEverybody:
    @pytest.fixture
    def ringback_settings(self) -> dict[str, Any]:
        return {}

    def test_that_is_said_with_what_to_do(self, alice: User) -> None:
        result = invoked(alice, "people")
        assert result.exit_code == 2
        assert "does not tell who is online" in result.stderr
        assert invoked(alice, "people", "bob").stdout == "● bob\n"
