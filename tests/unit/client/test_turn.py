"""TURN credentials from our real server, and everything that can keep them from coming."""

import asyncio
import socket

import httpx
import pytest

from ringback.client import turn
from ringback.client.turn import TurnClient, TurnUnavailable
from ringback.errors import ConfigurationError
from tests.serving import ringback, serving, token_for
from tests.unit.client.servers import answering, http

TURN = {"turn_uris": ("stun:turn.example.org", "turn:turn.example.org?transport=udp"), "turn_secrets": ("s" * 32,)}


async def test_the_credentials_of_the_user() -> None:
    async with serving(ringback(**TURN).app) as address:
        credentials = await TurnClient(f"http://{address}", token=token_for("alice")).get_credentials()
    assert credentials.username.endswith(":alice")
    assert credentials.uris == list(TURN["turn_uris"])
    assert credentials.ttl > 0


async def test_a_refused_token_is_made_anew_once() -> None:
    tokens = iter([token_for("alice", expires_in_s=-1), token_for("alice"), "never"])
    async with serving(ringback(**TURN).app) as address:
        await TurnClient(f"ws://{address}/", token=lambda: next(tokens)).get_credentials()
    assert next(tokens) == "never"


async def test_no_turn_server() -> None:
    async with serving(ringback().app) as address:
        with pytest.raises(TurnUnavailable) as error:
            await TurnClient(f"http://{address}", token=token_for("alice")).get_credentials()
    assert error.value.reason == "turn_not_configured"


async def test_a_token_that_is_refused() -> None:
    async with serving(ringback(**TURN).app) as address:
        for token in ("nonsense", "ünïcode", lambda: token_for("alice", secret="x" * 32)):
            with pytest.raises(TurnUnavailable) as error:
                await TurnClient(f"http://{address}", token=token).get_credentials()
            assert error.value.reason == "unauthorized"
        with pytest.raises(TurnUnavailable):
            await TurnClient(f"http://{address}", token="two\r\nlines").get_credentials()


async def test_a_token_that_cannot_be_made() -> None:
    with pytest.raises(TurnUnavailable) as error:
        await TurnClient("http://127.0.0.1:1", token=lambda: "").get_credentials()
    assert error.value.reason == "unauthorized"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (http(200, b"not json"), "invalid_answer"),
        (http(200, b"\xff\xfe"), "invalid_answer"),
        (http(200, b'{"username": "u", "password": "p", "ttl": 60}'), "invalid_answer"),
        (http(200, b'{"username": "u", "password": "p", "ttl": 60, "uris": ["http://x"]}'), "invalid_answer"),
        (http(404), "refused"),
        (http(503, b"maintenance"), "refused"),
        (http(503, b'{"error": "internal_error", "message": ""}'), "refused"),
        (http(302), "refused"),
        (http(401, b"{}"), "unauthorized"),
        (b"", "network"),
        (b"220 mail.example.org ESMTP\r\n", "network"),
    ],
)
async def test_what_else_may_answer(answer: bytes, reason: str) -> None:
    async with answering(answer) as url:
        with pytest.raises(TurnUnavailable) as error:
            await TurnClient(url, token="t").get_credentials()
    assert error.value.reason == reason


async def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(TurnUnavailable) as error:
        await TurnClient(f"http://127.0.0.1:{port}", token="t").get_credentials()
    assert error.value.reason == "network"
    assert isinstance(error.value.__cause__, httpx.HTTPError)


async def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "PATIENCE_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        with pytest.raises(TurnUnavailable) as error:
            await TurnClient(f"http://127.0.0.1:{silent.getsockname()[1]}", token="t").get_credentials()
        assert error.value.reason == "network"
    assert len(asyncio.all_tasks()) == 1


def test_an_address_in_the_clear_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        TurnClient("http://example.org", token="t")
