"""A user who echoes, and records both sides of every call after saying so.

RINGBACK_TOKEN=$(ringback token witness) python examples/record/record.py http://127.0.0.1:8000 recordings
"""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path

from ringback import Call, CallClient
from ringback.client import CallEnded
from ringback.programs import Record


async def repeat(call: Call) -> None:
    """What takes part in the call while it is recorded: says again what it hears."""
    with suppress(CallEnded):
        async for chunk in call.audio:
            await call.say(chunk)


async def main(url: str, folder: Path, token: str) -> None:
    async with CallClient(url, token=token) as me:
        me.on_call(Record(folder, program=repeat))
        await me.served()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main(sys.argv[1], Path(sys.argv[2]), os.environ["RINGBACK_TOKEN"]))
