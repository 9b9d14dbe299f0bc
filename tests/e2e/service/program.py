"""A Python program that is called by a browser, or calls one (`--call USER`): it tells what it hears, sees and is
dialled, a line each, and sounds and looks like nobody else. Its token stands in the environment."""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import aclosing

import numpy as np

from ringback import Call, CallClient
from ringback.client import CallFailed
from ringback.peer.sample_queue import Samples
from ringback.peer.video_frames import Picture
from ringback.testing.media import hertz_of, level_of, sine

HERTZ = 1900
CYAN = (0, 255, 255)


async def tone() -> AsyncIterator[Samples]:
    """What it says."""
    second = sine(HERTZ, seconds=1)
    while True:
        yield second


async def converse(call: Call) -> None:
    """Talk until the other side hangs up, and say why the call has ended."""
    for work in (call.say(tone()), call.show(np.full((240, 320, 3), CYAN, np.uint8)), hear(call), see(call)):
        call.create_task(work)
    call.create_task(take_down_digits(call))
    print("ended", await call.ended, flush=True)


async def hear(call: Call) -> None:
    """Say each new pitch."""
    heard = 0
    async with aclosing(call.listen(chunk_ms=100)) as chunks:
        async for chunk in chunks:
            hertz = round(hertz_of(chunk) / 100) * 100 if level_of(chunk) > 0.01 else 0
            if hertz != heard:
                heard = hertz
                print("hears", hertz, flush=True)


async def see(call: Call) -> None:
    """Say each new colour in the middle."""
    seen = ""
    async for picture in call.video:
        if (colour := middle(picture)) != seen:
            seen = colour
            print("sees", colour, flush=True)


def middle(picture: Picture) -> str:
    """The colour there, in steps of a quarter: a codec keeps colours only roughly."""
    height, width, _ = picture.shape
    return ",".join(str(round(int(value) / 64)) for value in picture[height // 2, width // 2])


async def take_down_digits(call: Call) -> None:
    """Say all that have been dialled."""
    digits = ""
    async for digit in call.dtmf:
        digits += digit
        print("digits", digits, flush=True)


async def main(url: str, user: str | None) -> None:
    token = os.environ["RINGBACK_TOKEN"]
    async with CallClient(url, token=token, fallback_stun="off", allow_insecure=True) as me:

        @me.on_call
        async def answer(call: Call) -> None:
            await call.accept(video=True)
            await converse(call)

        print("is here", flush=True)
        try:
            if user is not None:
                await converse(await me.call(user, video=True))
        except CallFailed as error:
            print("failed", error.code, flush=True)
        await me.served()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--call")
    arguments = parser.parse_args()
    asyncio.run(main(arguments.url, arguments.call))
