"""People who speak and listen, for the tests of programs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import numpy as np

from ringback.client import Call
from ringback.peer.sample_queue import Samples
from ringback.sound import sound_of
from ringback.testing.media import found, level_of

SAME = 0.45
"""Of ``found``: a sentence through a call on a machine that is busy besides; on a quiet one it is 0.8 and more."""


async def spoken(text: str) -> Samples:
    """``text``, by espeak-ng."""
    return np.concatenate([piece async for piece in sound_of(text)])


async def once(sound: Samples) -> AsyncIterator[Samples]:
    """As a whole, so that ``say`` returns when it was said."""
    yield sound


async def all_heard(call: Call) -> Samples:
    """Everything from now to the end of the call."""
    return np.concatenate([np.zeros(0, np.int16), *[chunk async for chunk in call.listen()]])


async def until_heard(call: Call, sound: Samples) -> Samples:
    """Everything from now until ``sound`` is in it.

    Raises:
        TimeoutError: it was not for 15 s.
        EOFError: the call was over before.
    """
    chunks: list[Samples] = []
    async with asyncio.timeout(15), aclosing(call.listen(chunk_ms=250, waits_ms=2000)) as listening:
        async for chunk in listening:
            chunks.append(chunk)
            everything = np.concatenate(chunks)
            if found(sound, everything[-len(sound) - 48_000 :]) > SAME:
                return everything
    raise EOFError("The call was over before it was heard.")


async def until_there(folder: Path, pattern: str) -> Path:
    """The first file of that name that comes to be there."""
    async with asyncio.timeout(10):
        while not (there := sorted(folder.glob(pattern))):  # noqa: ASYNC110, ASYNC240 - nobody tells when
            await asyncio.sleep(0.02)
    return there[0]


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
