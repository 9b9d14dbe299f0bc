"""Calling somebody to say a sentence: from cron, or when a build has failed."""

from pathlib import Path

from ringback.client import CallClient
from ringback.core.call import EndReason


async def ring(client: CallClient, user_id: str, what: Path | str, *, times: int = 1) -> EndReason:
    """Call ``user_id``, say ``what``, a file or a text, so many ``times``, hang up, and return how the call has ended.

    ``completed`` means that it was said to the end. Cancelling hangs up.

    Raises:
        CallFailed: nobody took the call, or it broke; its class says why.
        CallEnded: they hung up before all was said.
    """
    async with await client.call(user_id) as call:
        await call.connected()
        for _ in range(times):
            await call.say(what)
    return await call.ended
