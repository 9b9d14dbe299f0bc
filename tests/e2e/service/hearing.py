"""What people say at their microphones, and what they hear: sample by sample."""

from __future__ import annotations

import asyncio
import time
from base64 import b64decode, b64encode
from dataclasses import asdict, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from ringback.peer.resampler import Resampler
from ringback.testing.media import RATE, found, hertz_of, level_of
from tests.programs.conversation import spoken

from ..media import PATIENCE_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from ringback.peer.sample_queue import Samples

    from .person import Person

AUDIBLE = 0.005
"""A level (0 to 1) that is more than what a codec makes of silence."""
SAID = 0.78
"""Of `likeness_of_words`: a sentence is at 0.84 and more, others in its place at 0.66 and less, or at 0.76
if they end with the same words."""
TEMPOS = (1.0, 0.94, 1.06)
"""Without a sound card the clock of Firefox's sound is up to 8 % slow: what comes gets shorter, what goes longer."""
PIECES = 3
"""Of a sentence: when a machine is busy, a browser may stand still in the midst of one."""
WINDOW = RATE // 10


@cache
def speech(text: str) -> Samples:
    """`text`, spoken by espeak-ng."""
    return asyncio.run(spoken(text))


def give_voice(person: Person) -> None:
    """Have the person's first microphone be one before which nobody speaks until `say`."""
    first, *others = person.devices
    person.do("machine.equip", [asdict(device) for device in (replace(first, sends="voice"), *others)])


def say(person: Person, text: str) -> float:
    """Say it at that microphone, to the end; the moment at which the last word was out (epoch, s)."""
    sound = speech(text)
    began: float = person.do("voice.say", {"sound": b64encode(sound.tobytes()).decode(), "rate": RATE})
    return began / 1000 + float(np.flatnonzero(np.abs(sound) > AUDIBLE * 32_768)[-1]) / RATE


class Ear:
    """Keeps what comes to a person from now on, in this call and the next."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._resampler: Resampler | None = None
        self._sound: list[Samples] = []
        self._blocks: list[tuple[float, float]] = []
        person.do("voice.listen")

    def listen(self) -> Samples:
        """Everything that has come so far: int16, mono, 48 kHz."""
        new = self._person.do("voice.hearing")
        samples: Samples = np.frombuffer(b64decode(new["sound"]), np.int16)
        self._resampler = self._resampler or Resampler(round(new["rate"]), RATE)
        self._sound.append(self._resampler.convert(samples))
        blocks = samples.reshape(-1, new["block"])
        self._blocks += [(at / 1000, level_of(each)) for at, each in zip(new["moments"], blocks, strict=True)]
        return np.concatenate(self._sound)

    def sounds_between(self, began: float, ended: float) -> list[float]:
        """The moments (epoch, s) within these, each hundredth of a second or so, when there was something to hear."""
        self.listen()
        return [at for at, level in self._blocks if began <= at <= ended and level > AUDIBLE]

    def comes_to(self, what: str, holds: Callable[[Samples], bool]) -> None:
        """Wait until this holds of what has come."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds(self.listen()):
            assert time.monotonic() < deadline, f"{self._person.name} has not heard {what}"
            time.sleep(0.1)

    def comes_to_hear(self, *texts: str) -> None:
        """Wait until somebody has said one of these."""
        self.comes_to(" or ".join(texts), lambda sound: any(is_said(text, sound) for text in texts))

    def comes_to_hear_tone(self, hertz: float) -> None:
        """Wait until this tone is there, and nothing else."""
        self.comes_to(f"{hertz} Hz", lambda sound: any(is_tone(window, hertz) for window in windows(sound)[-2:]))

    def comes_to_hear_end_of_tone(self, hertz: float) -> None:
        """Wait until that tone has been, and is over."""

        def is_over(sound: Samples) -> bool:
            tones = [is_tone(window, hertz) for window in windows(sound)]
            return any(tones) and not any(tones[-2:])

        self.comes_to(f"the end of {hertz} Hz", is_over)


def is_said(text: str, within: Samples) -> bool:
    """Whether that was said there."""
    return likeness_of_words(text, within) > SAID


def likeness_of_words(text: str, within: Samples) -> float:
    """How surely the thirds of `text` are in `within`, each at about the tempo of espeak-ng: 0 to 1."""
    thirds = zip(*(np.array_split(at_tempo(text, tempo), PIECES) for tempo in TEMPOS), strict=True)
    return float(np.mean([max(found(third, within) for third in tempos) for tempos in thirds]))


@cache
def at_tempo(text: str, tempo: float) -> Samples:
    """`text` in so much of its time, at the same pitch: pieces of 40 ms, half over one another."""
    sound, size = np.trim_zeros(speech(text)), RATE // 25
    made = np.zeros(round(len(sound) * tempo) + size)
    for begin in range(0, len(made) - size, size // 2):
        piece = sound[round(begin / tempo) :][:size]
        made[begin : begin + len(piece)] += piece * np.hanning(size)[: len(piece)]
    return made.astype(np.int16)


def windows(sound: Samples) -> list[Samples]:
    """`sound` by tenths of a second."""
    return [sound[begin : begin + WINDOW] for begin in range(0, len(sound) - WINDOW + 1, WINDOW)]


def is_tone(window: Samples, hertz: float) -> bool:
    """Whether it has that frequency, and little beside it: speech has many at once."""
    if level_of(window) < AUDIBLE or abs(hertz_of(window) - hertz) > RATE / WINDOW:
        return False
    strengths = np.square(np.abs(np.fft.rfft(window * np.hanning(WINDOW))))
    at = round(hertz * WINDOW / RATE)
    return bool(strengths[at - 3 : at + 4].sum() > 0.9 * strengths.sum())
