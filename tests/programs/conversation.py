"""People who speak and listen, for the tests of programs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import numpy as np

from ringback.client import Call
from ringback.peer.sample_queue import Samples
from ringback.sound import CHUNK, sound_of
from ringback.testing.media import level_of

SAME = 0.45
"""Of ``found``: a sentence through a call on a machine that is busy besides; on a quiet one it is 0.8 and more."""


async def spoken(text: str) -> Samples:
    """``text``, by espeak-ng."""
    sound = sound_of(text)
    assert not isinstance(sound, np.ndarray)
    return np.concatenate([piece async for piece in sound])


async def once(sound: Samples) -> AsyncIterator[Samples]:
    """As a whole, so that ``say`` returns when it was said."""
    yield sound


async def all_heard(call: Call) -> Samples:
    """Everything from now to the end of the call."""
    return np.concatenate([np.zeros(0, np.int16), *[chunk async for chunk in call.listen()]])


async def hear(call: Call, seconds: float) -> Samples:
    """The next ``seconds``, silence included."""
    chunks: list[Samples] = []
    async with asyncio.timeout(seconds + 10), aclosing(call.listen()) as listening:
        async for chunk in listening:
            chunks.append(chunk)
            if len(chunks) * CHUNK >= seconds * 48_000:
                break
    return np.concatenate(chunks)


async def falls_silent(call: Call, *, within_s: float) -> bool:
    """Whether there are 0.3 s of silence at a stretch, within so many seconds."""
    silent = heard = 0
    async with aclosing(call.listen()) as listening:
        async for chunk in listening:
            heard += len(chunk)
            silent = silent + 1 if level_of(chunk) < 0.005 else 0
            if silent == 30 or heard >= within_s * 48_000:
                break
    return silent == 30
