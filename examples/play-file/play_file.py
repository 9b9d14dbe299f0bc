"""Calls somebody, plays a file with its pictures, and hangs up; the exit code says whether the call was answered.

RINGBACK_TOKEN=$(ringback token announcer) python examples/play-file/play_file.py http://127.0.0.1:8000 alice hello.mp4
"""

import asyncio
import os
import sys
from pathlib import Path

from ringback import CallClient
from ringback.client import CallError


async def main(url: str, user: str, file: Path, token: str) -> int:
    async with CallClient(url, token=token, fallback_stun=STUN) as me:
        try:
            call = await me.call(user, video=True)
            await asyncio.gather(call.say(file), call.show(file))
        except CallError as error:
            print(f"{user}: {error}")
            return 1
        print(f"{user}: {await call.hangup()}")
        return 0


STUN = os.environ.get("RINGBACK_FALLBACK_STUN", "stun:stun.l.google.com:19302")

if __name__ == "__main__":
    _, server, callee, path = sys.argv
    sys.exit(asyncio.run(main(server, callee, Path(path), os.environ["RINGBACK_TOKEN"])))
