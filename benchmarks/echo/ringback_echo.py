"""The same echo with ringback: hears each caller as numpy chunks, and says them again.

python -m benchmarks.echo.ringback_echo http://127.0.0.1:8000 TOKEN
"""

import asyncio
import sys

from ringback import Call, CallClient


async def echo(call: Call) -> None:
    """What one writes with ringback."""
    await call.accept()
    async for chunk in call.audio:
        await call.say(chunk)


async def _main(url: str, token: str) -> None:
    async with CallClient(url, token=token, fallback_stun="off") as me:
        me.on_call(echo)
        await me.served()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
