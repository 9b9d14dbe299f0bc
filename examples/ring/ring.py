"""Calls somebody and says a sentence, twice; the exit code says whether it was heard. For cron, or for CI:

RINGBACK_TOKEN=$(ringback token ci) python examples/ring/ring.py http://127.0.0.1:8000 alice "The build has failed."
"""

import asyncio
import os
import sys

from ringback import CallClient
from ringback.client import CallError
from ringback.programs import ring


async def main(url: str, user: str, sentence: str, token: str) -> int:
    async with CallClient(url, token=token) as me:
        try:
            print(f"{user}: {await ring(me, user, sentence, times=2)}")
        except CallError as error:
            print(f"{user}: {error.reason}")
            return 1
    return 0


if __name__ == "__main__":
    _, server, callee, text = sys.argv
    sys.exit(asyncio.run(main(server, callee, text, os.environ["RINGBACK_TOKEN"])))
