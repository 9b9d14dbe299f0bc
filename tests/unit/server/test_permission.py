"""The host application's ``can_call``."""

import asyncio
import logging

import pytest

from ringback.errors import InternalError, NotAllowed
from ringback.server.permission import CanCall, Permission


async def _async_yes(caller: str, callee: str) -> bool:
    return (caller, callee) == ("alice", "bob")


async def _async_no(_caller: str, _callee: str) -> bool:
    return False


@pytest.mark.parametrize("can_call", [None, lambda *_: True, _async_yes], ids=["default", "plain", "async"])
async def test_yes(can_call: CanCall | None) -> None:
    assert await Permission(can_call, timeout_s=1).refusal("alice", "bob") is None


@pytest.mark.parametrize("can_call", [lambda *_: False, _async_no], ids=["plain", "async"])
async def test_no(can_call: CanCall) -> None:
    assert isinstance(await Permission(can_call, timeout_s=1).refusal("alice", "bob"), NotAllowed)


async def test_silence_is_no(caplog: pytest.LogCaptureFixture) -> None:
    async def never(_caller: str, _callee: str) -> bool:
        await asyncio.Event().wait()
        return True

    assert isinstance(await Permission(never, timeout_s=0.01).refusal("alice", "bob"), InternalError)
    assert "did not answer within 0.01 s" in caplog.text


async def test_failure_is_no_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_caller: str, _callee: str) -> bool:
        raise LookupError("the friends table is gone")

    with caplog.at_level(logging.ERROR):
        assert isinstance(await Permission(broken, timeout_s=1).refusal("alice", "bob"), InternalError)
    assert "the friends table is gone" in caplog.text
