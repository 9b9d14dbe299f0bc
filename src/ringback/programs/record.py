"""A user who records both sides of a call, and says and shows so first."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from ringback.client import Call
from ringback.peer.playback_thread import in_thread
from ringback.peer.video_frames import Picture
from ringback.programs.kept_calls import keeping
from ringback.programs.tones import beep
from ringback.sound import CallRecorder

PATIENCE_MS: Final = 1000
"""A recording misses nothing because a program is slow for a moment."""

CONSENT: Final = "This call is recorded from the tone on. Hang up if you do not agree."


async def until_hung_up(call: Call) -> None:
    """Say nothing."""
    await call.ended


@dataclass(frozen=True)
class Record:
    """Takes a call, says ``consent``, shows a red dot, and then records into ``folder``: the caller on the left side,
    itself on the right. Meanwhile ``program`` takes part in the call: another program, or one of yours.
    """

    folder: Path
    program: Callable[[Call], Awaitable[object]] = until_hung_up
    consent: Path | str = CONSENT

    async def __call__(self, call: Call) -> None:
        """Answer a call."""
        await call.accept()
        await call.show(red_dot())
        await call.say(self.consent)
        await call.say(beep())
        await call.said()  # the last 200 ms of the tone would be on the recording
        keep = await in_thread(lambda: keeping(self.folder, call.call_id, call.user_id))
        recorder = CallRecorder(keep.sound, call.listen(waits_ms=PATIENCE_MS), call.playout)
        try:
            async with recorder:
                await self.program(call)
        finally:
            await in_thread(lambda: keep.write(duration_s=recorder.duration_s))


def red_dot(size: int = 240) -> Picture:
    """The sign of a recording."""
    rows, columns = np.mgrid[:size, :size] - size // 2
    picture = np.full((size, size, 3), 24, np.uint8)
    picture[rows**2 + columns**2 < (size // 4) ** 2] = (220, 30, 30)
    return picture
