"""A user who says one thing to everybody who calls, and hangs up.

RINGBACK_TOKEN=$(ringback token office) python examples/announce/announce.py http://127.0.0.1:8000
"""

import asyncio
import os
import sys
from contextlib import suppress

from ringback import CallClient
from ringback.programs import Announce

announce = Announce("The office is closed until Monday.")  # a text; for a file, Path("closed.mp3")


async def main(url: str, token: str) -> None:
    async with CallClient(url, token=token) as me:
        me.on_call(announce)
        await me.served()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main(sys.argv[1], os.environ["RINGBACK_TOKEN"]))
