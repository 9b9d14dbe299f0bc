"""Speaking by the program espeak-ng, which needs no model and no network."""

import shutil
import subprocess
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Final

import numpy as np

from ringback.errors import RingbackError
from ringback.peer.playback_thread import ReadAhead
from ringback.peer.resampler import Resampler
from ringback.peer.sample_queue import Samples

PROGRAM: Final = "espeak-ng"

HEADER: Final = 44
"""The bytes of a WAV header as espeak-ng writes it; the sample rate stands at byte 24."""

PIECE: Final = 4096
"""Bytes: a tenth of a second."""

DEPTH: Final = 8
"""So many pieces may wait."""


class EspeakNgMissing(RingbackError):
    """The program espeak-ng is not installed."""

    code = "espeak_ng_missing"


class NotSpoken(RingbackError):
    """A text could not be spoken."""

    code = "not_spoken"


@dataclass(frozen=True)
class EspeakNg:
    """A ``TextToSpeech`` that starts espeak-ng for each text; a sentence takes it some milliseconds.

    ``espeak-ng --voices`` lists the voices: ``en``, ``de``, ``fr+f3``.
    """

    voice: str = "en"
    words_per_minute: int = 165
    sample_rate: int = 22_050

    async def speak(self, text: str) -> AsyncGenerator[Samples, None]:
        """``text``, piece by piece. Closing the iterator ends the program.

        Raises:
            EspeakNgMissing: there is no such program; the message says how to get it.
            NotSpoken: it failed: there is no such voice, for one.
        """
        program = shutil.which(PROGRAM)
        if program is None:
            raise EspeakNgMissing("To speak, ringback needs the program espeak-ng: apt install espeak-ng")
        async with aclosing(ReadAhead(self._spoken(program, text), depth=DEPTH)) as pieces:
            async for piece in pieces:
                yield piece

    def _spoken(self, program: str, text: str) -> Iterator[Samples]:
        """Blocking: for a thread of its own. Closing it closes the program's output, and so ends it."""
        command = (program, "-v", self.voice, "-s", str(self.words_per_minute), "-b", "1", "--stdin", "--stdout")
        pipe = subprocess.PIPE
        # No shell, and the text is no argument: nothing in it can be taken for an option.
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe) as process:  # noqa: S603
            assert process.stdin and process.stdout and process.stderr  # noqa: S101, PT018 # pipes, all three
            with suppress(BrokenPipeError):  # it has ended already; what it says of that is read below
                process.stdin.write(text.encode())
                process.stdin.close()
            header = process.stdout.read(HEADER)
            if len(header) == HEADER:
                resampler = Resampler(int.from_bytes(header[24:28], "little"), self.sample_rate)
                while piece := process.stdout.read(PIECE):
                    yield resampler.convert(np.frombuffer(piece, np.int16))
                yield resampler.flush()
            if process.wait():
                said = process.stderr.read(1000).decode(errors="replace").strip()
                raise NotSpoken(f"espeak-ng failed: {said or process.returncode}")
