"""A server for a test: it lives, dies and comes back where it was."""

import json
import threading
from typing import Any

import pytest
from starlette.types import ASGIApp
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from ringback.testing import RingbackServer, User, ringback
from tests.validation_table import VALID


def connecting(user: User) -> connect:
    return connect(
        user.url.replace("http", "ws") + "/ws", additional_headers={"Authorization": f"Bearer {user.token}"}
    )


async def say(socket: ClientConnection, **message: Any) -> dict[str, Any]:
    await socket.send(json.dumps(message))
    answer: dict[str, Any] = json.loads(await socket.recv())
    return answer


async def test_users_reach_each_other(ringback_server: RingbackServer) -> None:
    alice, bob = ringback_server.user("alice"), ringback_server.user("bob")
    async with connecting(alice) as caller, connecting(bob) as callee:
        await caller.send(json.dumps({**VALID["call-offer"], "recipientId": "bob"}))
        assert json.loads(await callee.recv())["senderId"] == "alice"


async def test_whoever_is_connected_to_a_server_that_stops_is_told(ringback_server: RingbackServer) -> None:
    async with connecting(ringback_server.user("alice")) as socket:
        await say(socket, type="hello", deviceId="tab")
        ringback_server.stop()
        assert json.loads(await socket.recv())["type"] == "going-away"


async def test_whoever_is_connected_to_a_server_that_is_killed_is_not(ringback_server: RingbackServer) -> None:
    async with connecting(ringback_server.user("alice")) as socket:
        await say(socket, type="hello", deviceId="tab")
        ringback_server.kill()
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
        assert closed.value.rcvd is None


async def test_a_killed_server_is_not_there_until_it_is_started_where_it_was(ringback_server: RingbackServer) -> None:
    alice = ringback_server.user("alice")
    url = ringback_server.url
    ringback_server.kill()
    with pytest.raises(ConnectionRefusedError):
        await connecting(alice)
    ringback_server.start()
    assert ringback_server.url == url
    async with connecting(alice) as socket:
        assert (await say(socket, type="hello", deviceId="tab"))["type"] == "welcome"


async def test_its_calls_outlive_its_death(ringback_server: RingbackServer) -> None:
    alice, bob = ringback_server.user("alice"), ringback_server.user("bob")
    async with connecting(alice) as caller, connecting(bob) as callee:
        await say(caller, type="hello", deviceId="a")
        await caller.send(json.dumps({**VALID["call-offer"], "recipientId": "bob"}))
        await callee.recv()
        ringback_server.restart()
    async with connecting(alice) as caller:
        welcome = await say(caller, type="hello", deviceId="a")
    assert [call["userId"] for call in welcome["session"]["calls"]] == ["bob"]


def test_a_token_of_a_user_can_be_made_that_has_expired(ringback_server: RingbackServer) -> None:
    from urllib.error import HTTPError
    from urllib.request import Request, urlopen

    from ringback.testing import token_for

    for token, status in ((ringback_server.user("alice").token, 503), (token_for("alice", expires_in_s=-60), 401)):
        asked = Request(f"{ringback_server.url}/turn/credentials", headers={"Authorization": f"Bearer {token}"})
        with pytest.raises(HTTPError) as refused:
            urlopen(asked)
        with refused.value as answer:
            assert answer.status == status


def test_an_application_that_does_not_start_says_so() -> None:
    with pytest.raises(RuntimeError, match="did not start"):
        RingbackServer(lambda: ringback(database_url="sqlite:////proc/none.sqlite3").app)


class TestWithOtherSettings:
    @pytest.fixture
    def ringback_settings(self) -> dict[str, Any]:
        return {"can_call": lambda _, callee: callee != "bob"}

    async def test_they_are_those_of_the_server(self, ringback_server: RingbackServer) -> None:
        async with connecting(ringback_server.user("alice")) as caller, connecting(ringback_server.user("bob")):
            refused = await say(caller, **{**VALID["call-offer"], "recipientId": "bob"})
            assert refused["error"] == "not_allowed"


def test_an_application_that_cannot_be_made_leaves_nothing_running() -> None:
    def broken() -> ASGIApp:
        raise LookupError("a mistake of the application")

    before = threading.active_count()
    with pytest.raises(LookupError):
        RingbackServer(broken)
    assert threading.active_count() == before
