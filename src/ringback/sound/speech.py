"""Words and sound: what speaks a text, and what writes down speech."""

from collections.abc import AsyncIterable
from typing import Protocol, runtime_checkable

from ringback.peer.sample_queue import Samples


@runtime_checkable
class TextToSpeech(Protocol):
    """Speaks a text. ``ringback.sound.EspeakNg`` is one."""

    @property
    def sample_rate(self) -> int:
        """Of what it says, in Hz."""
        ...

    def speak(self, text: str) -> AsyncIterable[Samples]:
        """``text`` as int16, mono, in pieces of any length, each as soon as there is one."""
        ...


@runtime_checkable
class SpeechToText(Protocol):
    """Writes down what was said in one turn."""

    @property
    def sample_rate(self) -> int:
        """Of what it hears, in Hz; 16,000 is usual."""
        ...

    async def transcribe(self, speech: Samples) -> str:
        """The words of ``speech``, which is int16, mono; empty when there are none."""
        ...
