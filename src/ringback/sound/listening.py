"""What is heard, as a program wants it: at its rate, in its numbers, in pieces of its length."""

from collections.abc import AsyncGenerator, AsyncIterable
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from ringback.peer.errors import WrongSampleRate, WrongShape
from ringback.peer.resampler import RATES, Resampler
from ringback.peer.sample_queue import SampleQueue, Samples
from ringback.sound.closing import closing
from ringback.sound.playout import SAMPLE_RATE

FULL_SCALE: Final = np.float32(1 / 32_768)


def converted(
    chunks: AsyncIterable[Samples],
    *,
    rate: int = SAMPLE_RATE,
    dtype: Literal["int16", "float32"] = "int16",
    chunk_ms: int = 10,
) -> AsyncGenerator[NDArray[Any], None]:
    """``chunks`` (int16, mono, 48 kHz, of any lengths) at ``rate`` Hz, each of exactly ``chunk_ms`` milliseconds.

    float32 is from -1 to 1. The last chunk is filled up with silence.

    Raises:
        WrongSampleRate: the rate is not of 8,000–384,000 Hz.
        WrongShape: there is no such ``dtype``, or a chunk would have no sample.
    """
    if rate not in RATES:
        raise WrongSampleRate(f"Sound is heard with 8,000 to 384,000 samples a second, not {rate:,}.")
    if dtype not in ("int16", "float32"):
        raise WrongShape(f"Sound is heard as int16 or float32, not as {dtype}.")
    if chunk_ms < 1:
        raise WrongShape("A chunk has one millisecond at least.")
    regrouped = _regrouped(chunks, Resampler(SAMPLE_RATE, rate), rate * chunk_ms // 1000)
    return regrouped if dtype == "int16" else _floats(regrouped)


async def _regrouped(
    chunks: AsyncIterable[Samples], resampler: Resampler, length: int
) -> AsyncGenerator[Samples, None]:
    queue = SampleQueue()
    async with closing(chunks):
        async for chunk in chunks:
            queue.append(resampler.convert(chunk))
            while len(queue) >= length:
                yield queue.take(length)
    queue.append(resampler.flush())
    while queue:
        yield queue.take(length)


async def _floats(chunks: AsyncGenerator[Samples, None]) -> AsyncGenerator[NDArray[np.float32], None]:
    async with closing(chunks):
        async for chunk in chunks:
            yield chunk * FULL_SCALE
