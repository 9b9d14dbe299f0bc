"""A user's voicemail: another device of theirs, which answers when nobody else does."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ringback.client import Call, CallError
from ringback.peer.playback_thread import in_thread
from ringback.programs.kept_calls import KeptCall, keeping, kept
from ringback.programs.record import PATIENCE_MS
from ringback.programs.tones import beep
from ringback.sound import CallRecorder, SpeechBegan, turns

GREETING: Final = "Nobody can take your call now. Please speak after the tone."


@dataclass(frozen=True)
class Voicemail:
    """Lets a call ring for ``after_s`` seconds, takes it if nobody has, and keeps what is said then in ``folder``.

    It ends with ``quiet_s`` seconds of silence, or after ``longest_s``. When ``owner`` calls, that is taken at once,
    and what has not been heard yet is played; any digit goes on to the next message.
    """

    folder: Path
    owner: str | None = None
    after_s: float = 20.0
    greeting: Path | str = GREETING
    quiet_s: float = 6.0
    longest_s: float = 180.0

    async def __call__(self, call: Call) -> None:
        """Answer a call."""
        if call.user_id == self.owner:
            await self._play(call)
        elif await _still_rings(call, self.after_s):
            await self._take(call)

    async def _take(self, call: Call) -> None:
        with suppress(CallError):  # somebody has answered in this moment, or the caller has hung up
            await call.accept()
            await call.say(self.greeting)
            await call.say(beep())
            await call.said()  # until then nobody is to speak
            await self._keep(call)

    async def _keep(self, call: Call) -> None:
        keep = await in_thread(lambda: keeping(self.folder, call.call_id, call.user_id))
        recorder = CallRecorder(keep.sound, call.listen(waits_ms=PATIENCE_MS))
        spoken = True
        try:
            async with recorder:
                spoken = await self._spoken(call)
        finally:
            await in_thread(lambda: keep.write(duration_s=recorder.duration_s) if spoken else keep.discard())

    async def _spoken(self, call: Call) -> bool:
        """Wait for the end of what is said; whether there was anything."""
        spoken = False
        now = asyncio.get_running_loop().time
        with suppress(TimeoutError):
            async with asyncio.timeout(self.longest_s), asyncio.timeout(self.quiet_s) as quiet:
                async for turn in turns(call.audio):
                    spoken = True
                    quiet.reschedule(None if isinstance(turn, SpeechBegan) else now() + self.quiet_s)
        return spoken

    async def _play(self, call: Call) -> None:
        await call.accept()
        messages = await in_thread(lambda: [each for each in kept(self.folder) if not each.note.heard])
        await call.say(f"{len(messages) or 'No'} new message{'' if len(messages) == 1 else 's'}.")
        call.create_task(_skip(call))
        for message in messages:
            await self._play_one(call, message)
        await call.say("That is all.")

    async def _play_one(self, call: Call, message: KeptCall) -> None:
        await call.say(f"From {message.note.user_id}.")
        await call.say(message.sound)
        await in_thread(lambda: message.write(heard=True))


async def _still_rings(call: Call, seconds: float) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await call.ended
    return not call.is_over


async def _skip(call: Call) -> None:
    async for _ in call.dtmf:
        call.flush()
