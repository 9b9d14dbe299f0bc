"""A user's voicemail: takes what they have not taken after 20 s of ringing, and plays it when they call themselves.

RINGBACK_TOKEN=$(ringback token alice) python examples/voicemail/voicemail.py http://127.0.0.1:8000 messages
"""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path

from ringback import CallClient
from ringback.programs import Voicemail


async def main(url: str, folder: Path, token: str) -> None:
    async with CallClient(url, token=token) as me:
        me.on_call(Voicemail(folder, owner=me.user_id))
        await me.served()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main(sys.argv[1], Path(sys.argv[2]), os.environ["RINGBACK_TOKEN"]))
