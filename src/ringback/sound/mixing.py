"""Sounds together."""

from collections.abc import AsyncIterable, AsyncIterator
from typing import Final

import numpy as np

from ringback.peer.sample_queue import SampleQueue, Samples
from ringback.sound.closing import closing

BEHIND: Final = 0.25
"""How loud music is behind a voice: -12 dB."""


def mixed(*sounds: Samples) -> Samples:
    """All of ``sounds`` at once, as long as the longest of them; what is too loud together is clipped, not wrapped."""
    total = np.zeros(max((len(sound) for sound in sounds), default=0), np.int32)
    for sound in sounds:
        total[: len(sound)] += sound
    return np.clip(total, -32_768, 32_767).astype(np.int16)


def at_gain(sound: Samples, gain: float) -> Samples:
    """``sound`` so many times as loud, clipped where that is too loud."""
    louder: Samples = np.clip(sound * np.float64(gain), -32_768, 32_767).astype(np.int16)
    return louder


async def voice_over(
    music: AsyncIterable[Samples], voice: AsyncIterable[Samples], *, gain: float = BEHIND
) -> AsyncIterator[Samples]:
    """``voice`` as long as it lasts, with ``music`` behind it; ``music`` goes on afterwards with whoever reads it.

    Closing the iterator closes ``voice``, and not ``music``.
    """
    queue = SampleQueue()
    pieces = aiter(music)
    async with closing(voice):
        async for said in voice:
            while len(queue) < len(said) and (piece := await anext(pieces, None)) is not None:
                queue.append(piece)
            yield mixed(said, at_gain(queue.take(len(said)), gain))
