"""Music for those who wait, with a word from time to time."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ringback.client import Call
from ringback.programs.tones import tune
from ringback.sound import CHUNK, SAMPLE_RATE, Samples, voice_over

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
        async with aclosing(tune() if self.music is None else _again_and_again(call, self.music)) as music:
            while True:
                await call.say(_part(music, self.every_s))
                if self.word is not None:
                    await call.say(voice_over(music, call.sound_of(self.word)))


async def _part(music: AsyncIterator[Samples], seconds: float) -> AsyncIterator[Samples]:
    missing = seconds * SAMPLE_RATE
    while missing > 0:
        piece = await anext(music)
        missing -= len(piece)
        yield piece


async def _again_and_again(call: Call, file: Path) -> AsyncGenerator[Samples, None]:
    while True:
        heard = 0
        async with aclosing(call.sound_of(file)) as pieces:
            async for piece in pieces:
                heard += len(piece)
                yield piece
        if heard < CHUNK:
            raise ValueError(f"There is hardly any sound in {file.name}.")
