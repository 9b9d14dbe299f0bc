"""What can be asked of the media of a call that is over."""

import asyncio
from typing import Any, cast

import pytest

from ringback.client import SignalingClient
from ringback.client.call_control import CallControl
from ringback.client.call_errors import CallEnded
from ringback.client.line import Line
from ringback.core.call import EndReason
from ringback.messages import Welcome
from ringback.peer import PeerClosed


class Signaling:
    user_id = "alice"
    welcome = Welcome(protocol=1, user_id="alice", token_expires_in_ms=None)
    state = "open"

    def send(self, _message: object) -> None: ...


def line_that_is_over() -> Line:
    control = CallControl("1", "bob", cast(SignalingClient, Signaling()), outgoing=True)
    line = Line(control, lambda: CallEnded(cast(Any, None), EndReason.COMPLETED))
    control.hang_up()
    return line


async def test_whoever_asks_for_digits_after_the_end_hears_none() -> None:
    line = line_that_is_over()
    async with asyncio.timeout(30):
        assert [digit async for digit in line.digits] == []


async def test_nothing_is_begun_in_a_call_that_is_over() -> None:
    line = line_that_is_over()
    before = asyncio.all_tasks()
    with pytest.raises(PeerClosed):
        line.open(audio=False, video=False)
    assert asyncio.all_tasks() == before
