"""Recording what is heard in a call, and what is said."""

from collections.abc import AsyncIterable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import numpy as np

from ringback.peer.recording_file import RecordingFile, codecs_for
from ringback.peer.recording_thread import RecordingThread
from ringback.peer.sample_queue import SampleQueue, Samples
from ringback.sound.closing import closing
from ringback.sound.playout import CHUNK, SAMPLE_RATE, Playout

APART: Final = round(0.3 * SAMPLE_RATE)
"""What is heard may wait so long for what is said at the same time; and the other way round, after a standstill."""


class CallRecorder:
    """Records the sound of a call: ``.wav``, ``.mp4`` (AAC) or ``.webm`` (Opus), at 48 kHz.

        async with CallRecorder("call.webm", call.listen(waits_ms=1000), call.playout):
            ...

    The other side is on the left, this one on the right; without a ``playout`` there is the other side alone, in
    mono. Encoding has its own thread. Whoever made the recorder closes it, and only then the file is complete.
    """

    def __init__(self, path: str | Path, heard: AsyncIterable[Samples], playout: Playout | None = None) -> None:
        """Prepare; nothing is written yet.

        Raises:
            ValueError: the name's ending is none of the above.
        """
        self._path = Path(path)
        codecs_for(self._path)
        self._source = heard
        self._playout = playout
        self._heard = SampleQueue()
        self._said = SampleQueue()
        self._patience = 0
        self._due: float | None = None
        self._thread: RecordingThread | None = None
        self._samples = 0
        self._late = 0

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    @property
    def duration_s(self) -> float:
        """How long the recording is by now, in seconds."""
        return self._samples / SAMPLE_RATE

    @property
    def dropped(self) -> int:
        """How many pieces of 10 ms were left out, because they came too late or this machine was too slow."""
        return self._late + (self._thread.dropped if self._thread else 0)

    async def start(self) -> None:
        """Create the file, over one that is there, and record from now on.

        Raises:
            OSError: it cannot be written.
        """
        channels = 1 if self._playout is None else 2
        self._thread = await RecordingThread.open(lambda: RecordingFile(self._path, audio=True, channels=channels))
        if self._playout is not None:
            self._playout.on_sent.add(self._sent)
        self._thread.feed(self._listen())

    async def aclose(self) -> None:
        """Finish the file and leave nothing running; again does nothing. Cancelling finishes it in the background.

        Raises:
            OSError, ValueError: something could not be written; the file may be incomplete.
        """
        if self._playout is not None:
            self._playout.on_sent.discard(self._sent)
        if self._said:
            self._write_both()
        if self._thread is not None:
            await self._thread.aclose()

    async def _listen(self) -> None:
        async with closing(self._source):
            async for chunk in self._source:
                if self._playout is None:
                    self._write(chunk)
                else:
                    self._heard.append(chunk)

    def _sent(self, chunk: Samples, due: float) -> None:
        """The beat of what is said is that of the recording."""
        self._note_standstill(due)
        self._said.append(chunk)
        if self._patience > 0 and len(self._heard) < len(self._said):
            self._patience -= CHUNK
        else:
            self._patience = 0
            self._write_both()

    def _write_both(self) -> None:
        while len(self._heard) > APART + len(self._said) - CHUNK:
            self._heard.take(CHUNK)
            self._late += 1
        length = len(self._said)
        # What is missing was dropped before it could be read: it belongs in front of what was kept.
        missing = max(0, length - len(self._heard))
        heard = np.concatenate([self._heard.silence(missing), self._heard.take(length - missing)])
        self._write(np.stack([heard, self._said.take(length)], axis=1))

    def _note_standstill(self, due: float) -> None:
        """No beat follows for what a program that stands still would have said meanwhile: that was silence. What was
        heard meanwhile is still to be read."""
        before, self._due = self._due, due
        passed = CHUNK if before is None else round((due - before) * SAMPLE_RATE)
        if passed > CHUNK:
            self._said.append(self._said.silence(passed - CHUNK))
            self._patience = APART

    def _write(self, sound: Samples) -> None:
        if self._thread is not None:
            at_us = round(self._samples * 1e6 / SAMPLE_RATE)
            self._thread.write(partial(self._thread.file.write_audio, sound, at_us))
            self._samples += len(sound)
