"""When somebody begins to speak, and when they have finished: turns of a conversation."""

from collections import deque
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import numpy as np

from ringback.peer.sample_queue import Samples
from ringback.sound.playout import CHUNK, SAMPLE_RATE

TurnChange = Literal["began", "ended"]

LOWEST_DB: Final = -60.0
"""Below this, of full scale, nothing is speech; a quiet room through a headset is at -70."""

ABOVE_NOISE_DB: Final = 10.0
"""Speech is so much louder than what is always there."""

NOISE_WINDOW_S: Final = 3.0
"""What is always there is the quietest of the last seconds: nobody speaks so long without a pause between words."""

NOTHING_DB: Final = -85.0
"""This is no room at all, but a call in which nobody's microphone is heard yet: no measure of the noise."""

SUPPOSED_DB: Final = -50.0
"""The noise, until it is known: of a call that begins with speech, too."""

BEGIN_CHUNKS: Final = 8
"""So many of the last twenty chunks are speech when somebody has begun: a click, or a key, is none."""

BEGIN_WINDOW: Final = 20

LEAD_S: Final = 0.3
"""So much of what came before is part of a turn: the beginnings of words are quiet."""

LONGEST_S: Final = 60.0
"""A turn is cut there, so that its sound does not fill the memory."""


class TurnDetector(Protocol):
    """Hears one side of a call, in real time or faster, and says when a turn begins and ends."""

    def hear(self, chunk: Samples) -> TurnChange | None:
        """What the next chunk changes; chunks are int16, mono, 48 kHz, 10 ms."""
        ...


@dataclass(frozen=True)
class SpeechBegan:
    """Somebody speaks now: the moment to ``flush()`` what is being said to them."""


@dataclass(frozen=True, eq=False)
class TurnEnded:
    """They have finished."""

    speech: Samples
    """What they said: int16, mono, 48 kHz, with 0.3 s of what came before, and the pause that ended it."""


class EndOfTurn:
    """A ``TurnDetector`` by loudness alone: a turn ends with a pause of ``pause_s`` seconds.

    Speech is what is 10 dB above the noise, and the noise is the quietest tenth of a second of the last three seconds,
    so a fan that starts is noise soon. What is loud, changes and is no speech, like music, it takes for speech.
    """

    def __init__(self, *, pause_s: float = 0.7) -> None:
        """Nothing has been heard.

        Raises:
            ValueError: the pause is not of 0.1 to 10 seconds.
        """
        if not 0.1 <= pause_s <= 10:
            raise ValueError("A turn ends with a pause of 0.1 to 10 seconds.")
        self._pause = round(pause_s * SAMPLE_RATE / CHUNK)
        self._recent: deque[float] = deque(maxlen=10)
        self._quietest: deque[float] = deque([SUPPOSED_DB], maxlen=round(NOISE_WINDOW_S * SAMPLE_RATE / CHUNK / 10))
        self._heard = 0
        self._speech: deque[bool] = deque([False] * BEGIN_WINDOW, maxlen=BEGIN_WINDOW)
        self._silent = 0
        self._speaking = False

    @property
    def noise_db(self) -> float:
        """How loud it is when nobody speaks, in dB of full scale: -70 and more."""
        return max(LOWEST_DB - ABOVE_NOISE_DB, min(self._quietest))

    def hear(self, chunk: Samples) -> TurnChange | None:
        """What the next 10 ms change."""
        level = level_db(chunk)
        self._learn(level)
        self._speech.append(level > self.noise_db + ABOVE_NOISE_DB)
        self._silent = 0 if self._is_loud() else self._silent + 1
        if not self._speaking and sum(self._speech) >= BEGIN_CHUNKS:
            self._speaking = True
            return "began"
        if self._speaking and self._silent >= self._pause:
            self._speaking = False
            self._speech.extend([False] * BEGIN_WINDOW)
            return "ended"
        return None

    def _is_loud(self) -> bool:
        """Whether it is more than a click: two of the last three."""
        return sum((self._speech[-1], self._speech[-2], self._speech[-3])) >= 2

    def _learn(self, level: float) -> None:
        """Each tenth of a second is one measure of what is there."""
        if not self._recent and level < NOTHING_DB:
            return
        self._recent.append(level)
        self._heard += 1
        if self._heard % 10 == 0:
            self._quietest.append(float(10 * np.log10(np.mean(np.power(10.0, np.array(self._recent) / 10)))))


async def turns(
    chunks: AsyncIterable[Samples], detector: TurnDetector | None = None
) -> AsyncIterator[SpeechBegan | TurnEnded]:
    """The turns in ``chunks``, such as ``call.audio``; without a ``detector`` found by ``EndOfTurn``.

    A turn of more than a minute is cut. When the sound ends in a turn, that is its end.
    """
    detector = detector or EndOfTurn()
    turn: list[Samples] | None = None
    lead: deque[Samples] = deque(maxlen=round(LEAD_S * SAMPLE_RATE / CHUNK))
    async for chunk in chunks:
        change = detector.hear(chunk)
        if turn is None:
            lead.append(chunk)
        else:
            turn.append(chunk)
        if change == "began" and turn is None:
            turn = list(lead)
            lead.clear()
            yield SpeechBegan()
        elif turn is not None and (change == "ended" or len(turn) * CHUNK >= LONGEST_S * SAMPLE_RATE):
            speech, turn = np.concatenate(turn), None
            yield TurnEnded(speech)
    if turn is not None:
        yield TurnEnded(np.concatenate(turn))


def level_db(samples: Samples) -> float:
    """How loud it is: 0 for a square wave at full scale, -100 for silence."""
    power = float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0
    return max(-100.0, 10 * float(np.log10(power / 32_768**2))) if power else -100.0
