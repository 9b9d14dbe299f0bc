"""Programs of one's own, for `ringback answer --with tests.e2e.service.own_programs:agent`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ringback.programs import Heard, HoldMusic, VoiceAgent
from ringback.sound import EndOfTurn
from ringback.testing.media import sine

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ringback.peer.sample_queue import Samples
    from ringback.sound.endpointing import TurnChange

HERTZ = 1900
WORD = "Your call is important to us."


class TellingDetector(EndOfTurn):
    """Tells each change and its moment; when a turn begins the agent flushes."""

    def hear(self, chunk: Samples) -> TurnChange | None:
        """What the next 10 ms change."""
        change = super().hear(chunk)
        if change is not None:
            print(change, time.time(), flush=True)
        return change


async def tone() -> AsyncIterator[Samples]:
    """Without end: whoever calls can hear the moment at which it is cut."""
    second = sine(HERTZ, seconds=1)
    while True:
        yield second


async def sound_a_tone(_heard: Heard) -> AsyncIterator[Samples]:
    """The model of the agent."""
    print("answers", time.time(), flush=True)
    return tone()


agent = VoiceAgent(sound_a_tone, greeting=None, detector=TellingDetector)
hold_music = HoldMusic(word=WORD, every_s=0.5)
"""Nobody has to wait for 20 seconds until they hear the word."""
