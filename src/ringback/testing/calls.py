"""Calls for tests, with the real media engine: what one side says, the other hears."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Final

import numpy as np

from ringback.client import Call
from ringback.peer.sample_queue import Samples
from ringback.peer.video_frames import Picture
from ringback.testing.media import RATE, level_of
from ringback.testing.server import RingbackServer

PATIENCE_S: Final = 10.0

AUDIBLE: Final = 0.005
"""A level (0 to 1) that is more than what a codec makes of silence."""


@asynccontextmanager
async def call_between(
    server: RingbackServer, caller: str, callee: str, *, video: bool = False
) -> AsyncIterator[tuple[Call, Call]]:
    """A call of ``caller`` with ``callee``, as each of them has it, once media can flow both ways. Ends it."""
    taken: asyncio.Future[Call] = asyncio.get_running_loop().create_future()
    called = server.user(callee).client()

    @called.on_call
    async def answer(call: Call) -> None:
        await call.accept(video=video)
        if not taken.done():  # whoever else calls is answered too, and is not this call
            taken.set_result(call)
        await call.ended

    async with called, server.user(caller).client() as calling:
        async with asyncio.timeout(PATIENCE_S):
            here = await calling.call(callee, video=video)
            there = await taken
            await here.connected()
            await there.connected()
        async with here:
            yield here, there


async def heard(call: Call, *, seconds: float = 0.5) -> Samples:
    """The next ``seconds`` that ``call`` hears, from the first sound on that is no silence: int16, mono, 48 kHz.

    Raises:
        TimeoutError: for 10 s, nothing was to be heard.
        EOFError: the call was over before.
    """
    wanted = round(seconds * RATE)
    chunks: list[Samples] = []
    async with asyncio.timeout(PATIENCE_S + seconds), aclosing(call.listen()) as listening:
        async for chunk in listening:
            if chunks or level_of(chunk) > AUDIBLE:
                chunks.append(chunk)
            if len(chunks) * len(chunk) >= wanted:
                return np.concatenate(chunks)[:wanted]
    raise EOFError("The call was over before so much was heard.")


async def seen(call: Call) -> Picture:
    """The next picture that ``call`` sees: RGB, uint8, height × width × 3.

    Raises:
        TimeoutError: for 10 s, there was none.
        EOFError: the call was over before.
    """
    async with asyncio.timeout(PATIENCE_S):
        async for picture in call.video:
            return picture
    raise EOFError("The call was over before there was a picture.")
