"""Waiting for a call that was placed to be taken."""

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from ringback.client.call_control import CallControl
from ringback.client.call_errors import error_of_signaling
from ringback.client.signaling import SignalingClient

if TYPE_CHECKING:
    from ringback.client.call import Call

SERVER_S: Final = 10.0
"""How long a call waits for a server that is away."""


async def taken(call: "Call", control: CallControl, signaling: SignalingClient) -> None:
    """Wait until it is. Cancelling stops only the waiting.

    Raises:
        CallError: it will not be; its class says why.
    """
    accepted, over, closed, _ = waits = [
        asyncio.ensure_future(each)
        for each in (control.accepted.wait(), control.ended(), signaling.closed(), _gone(control, signaling))
    ]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        if over.done() and not accepted.done():
            raise call.error()
        if not accepted.done():
            raise error_of_signaling(call, signaling.end if closed.done() else None)
    finally:
        for wait in waits:
            wait.cancel()


async def _gone(control: CallControl, signaling: SignalingClient) -> None:
    """Return when the server has said nothing, and is not there. Once it has, it sees to the end of the ringing."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SERVER_S):
            await control.confirmed.wait()
    if control.confirmed.is_set() or signaling.state == "open":
        await control.ended()
