"""A user who answers every call and says again what it hears, as numpy samples on the way.

    RINGBACK_TOKEN=$(ringback token parrot) python examples/echo/echo.py http://127.0.0.1:8000

What `ringback echo` does without looking at the sound, this does with it in hand: change `louder()` and the caller
hears something else.
"""

import asyncio
import os
import sys
from contextlib import suppress

from ringback import Call, CallClient
from ringback.sound import Samples, at_gain


def louder(chunk: Samples) -> Samples:
    """The caller's sound: int16, mono, 48 kHz, 10 ms at a time."""
    return at_gain(chunk, 1.5)


async def echo(call: Call) -> None:
    """Answers a call. When the caller hangs up, `call.audio` ends."""
    await call.accept()
    async for chunk in call.audio:
        await call.say(louder(chunk))


async def main(url: str, token: str) -> None:
    async with CallClient(url, token=token) as me:
        me.on_call(echo)
        print(f"{me.user_id} answers every call")
        await me.served()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main(sys.argv[1], os.environ["RINGBACK_TOKEN"]))
