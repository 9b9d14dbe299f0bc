"""A user who listens, answers, and can be interrupted. What it answers is up to a function: yours, or a small one."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import numpy as np

from ringback.client import Call
from ringback.sound import (
    SAMPLE_RATE,
    EndOfTurn,
    Samples,
    Sound,
    SpeechBegan,
    SpeechToText,
    TurnDetector,
    at_rate,
    turns,
)

GREETING: Final = "Hello. Say something, or press one for the time and two for the date."


@dataclass(frozen=True, eq=False)
class Heard:
    """What the other side has said, or dialled."""

    speech: Samples
    """int16, mono, 48 kHz; empty for a digit."""
    text: str = ""
    """The digit, or the words where there is a ``SpeechToText``."""


Model = Callable[[Heard], Awaitable[Sound | None]]
"""What to answer: a text, a file, or chunks as they come; None for nothing."""


async def small_talk(heard: Heard) -> str:
    """The model that ships: it knows the time, and how long one has spoken."""
    now = datetime.now().astimezone()
    if heard.text == "1" or "time" in heard.text:
        return f"It is {now:%H} {now:%M}."
    if heard.text == "2" or "date" in heard.text:
        return f"It is {now:%A}, the {now.day} of {now:%B}."
    if heard.text:
        return f"You said: {heard.text}."
    return f"You have spoken for {len(heard.speech) / SAMPLE_RATE:.0f} seconds."


@dataclass(frozen=True)
class VoiceAgent:
    """Takes a call, says ``greeting``, and answers each turn of the other side with what ``model`` makes of it.

    Who begins to speak meanwhile interrupts: it is silent within a tenth of a second, and the model is cancelled; what
    was not answered then is part of the next turn. ``ears`` write down what is said, for models that want words.
    """

    model: Model = small_talk
    greeting: Sound | None = GREETING
    ears: SpeechToText | None = None
    detector: Callable[[], TurnDetector] = EndOfTurn

    async def __call__(self, call: Call) -> None:
        """Answer a call."""
        await call.accept()
        await _Conversation(call, self).talk()


@dataclass
class _Conversation:
    """With one other side."""

    call: Call
    agent: VoiceAgent
    unanswered: list[Samples] = field(default_factory=list)
    answering: asyncio.Task[None] | None = None

    async def talk(self) -> None:
        """Until the call is over."""
        self._answer_with(self._say(self.agent.greeting))
        self.call.create_task(self._listen_to_digits())
        async for turn in turns(self.call.audio, self.agent.detector()):
            if isinstance(turn, SpeechBegan):
                self._interrupt()
            else:
                self.unanswered.append(turn.speech)
                self._answer_with(self._answer_speech())

    async def _listen_to_digits(self) -> None:
        async for digit in self.call.dtmf:
            self._interrupt()
            self._answer_with(self._answer(Heard(np.zeros(0, np.int16), digit)))

    def _interrupt(self) -> None:
        if self.answering is not None:
            self.answering.cancel()
        self.call.flush()

    def _answer_with(self, work: Awaitable[None]) -> None:
        self._interrupt()
        self.answering = self.call.create_task(_awaited(work))

    async def _answer_speech(self) -> None:
        speech = np.concatenate(self.unanswered)
        ears = self.agent.ears
        text = "" if ears is None else await ears.transcribe(at_rate(speech, SAMPLE_RATE, ears.sample_rate))
        await self._answer(Heard(speech, text))

    async def _answer(self, heard: Heard) -> None:
        answer = await self.agent.model(heard)
        self.unanswered.clear()
        await self._say(answer)

    async def _say(self, sound: Sound | None) -> None:
        if sound is not None:
            await self.call.say(sound)


async def _awaited(work: Awaitable[None]) -> None:
    await work
