"""What a text-to-speech and a speech-to-text have to be, and no more."""

from collections.abc import AsyncIterator

import numpy as np

from ringback.peer.sample_queue import Samples
from ringback.sound import EspeakNg, SpeechToText, TextToSpeech, sound_of


class Beeps:
    """Speaks every letter as a beep, at a rate of its own."""

    sample_rate = 8_000

    async def speak(self, text: str) -> AsyncIterator[Samples]:
        for _ in text:
            yield np.full(800, 1000, np.int16)


class Deaf:
    sample_rate = 16_000

    async def transcribe(self, _speech: Samples) -> str:
        return ""


async def test_what_has_the_shape_is_one() -> None:
    assert isinstance(Beeps(), TextToSpeech)
    assert isinstance(EspeakNg(), TextToSpeech)
    assert isinstance(Deaf(), SpeechToText)
    assert not isinstance(Deaf(), TextToSpeech)


async def test_its_own_rate_is_heeded() -> None:
    sound = sound_of("abc", text_to_speech=Beeps())
    assert sum([len(piece) async for piece in sound]) == 3 * 4800
