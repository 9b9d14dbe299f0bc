"""Music for those who wait, with a word from time to time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from ringback.client import Call
from ringback.programs.tones import tune
from ringback.sound import CHUNK, SAMPLE_RATE, Samples, sound_of, voice_over

WORD: Final = "Please hold the line."


@dataclass(frozen=True)
class HoldMusic:
    """Takes a call and plays ``music``, a file, again and again, or a tune of its own; over it, each ``every_s``
    seconds, a voice says ``word``, and says nothing when that is None.

    To answer calls with, or, as ``client.on_wait(HoldMusic())``, those who have to wait for their turn.
    """

    music: Path | None = None
    word: str | None = WORD
    every_s: float = 20.0

    async def __call__(self, call: Call) -> None:
        """Play until the call is over, or it is their turn."""
        await call.accept()
        music = aiter(tune() if self.music is None else _again_and_again(self.music))
        while True:
            await call.say(_part(music, self.every_s))
            if self.word is not None:
                voice = sound_of(self.word)
                assert not isinstance(voice, np.ndarray)  # noqa: S101 # a text comes piece by piece
                await call.say(voice_over(music, voice))


async def _part(music: AsyncIterator[Samples], seconds: float) -> AsyncIterator[Samples]:
    missing = seconds * SAMPLE_RATE
    while missing > 0:
        piece = await anext(music)
        missing -= len(piece)
        yield piece


async def _again_and_again(file: Path) -> AsyncIterator[Samples]:
    while True:
        pieces = sound_of(file)
        assert not isinstance(pieces, np.ndarray)  # noqa: S101 # nor is a file one chunk
        heard = 0
        async for piece in pieces:
            heard += len(piece)
            yield piece
        if heard < CHUNK:
            raise ValueError(f"There is hardly any sound in {file.name}.")
