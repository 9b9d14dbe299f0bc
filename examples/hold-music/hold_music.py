"""A user who takes one call at a time; who calls meanwhile hears music until it is their turn.

RINGBACK_TOKEN=$(ringback token hotline) python examples/hold-music/hold_music.py http://127.0.0.1:8000
"""

import asyncio
import os
import sys
from contextlib import suppress

from ringback import Call, CallClient
from ringback.programs import HoldMusic


async def answer(call: Call) -> None:
    """One after the other."""
    await call.accept()
    await call.say("You are through. Hang up, and the next one is.")
    await call.ended


async def main(url: str, token: str) -> None:
    async with CallClient(url, token=token, limit=1, queue=10) as me:
        me.on_call(answer)
        me.on_wait(HoldMusic(every_s=10))
        await me.served()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main(sys.argv[1], os.environ["RINGBACK_TOKEN"]))
