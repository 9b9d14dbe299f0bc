"""Everything that can be said, as sound."""

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterable
from contextlib import aclosing
from pathlib import Path
from typing import Final, TypeAlias, overload

import numpy as np

from ringback.peer.errors import WrongSampleRate, WrongShape
from ringback.peer.playback_file import MediaFile
from ringback.peer.playback_thread import ReadAhead, in_thread
from ringback.peer.resampler import RATES, Resampler
from ringback.peer.sample_queue import Samples
from ringback.sound.closing import closing
from ringback.sound.espeak_ng import EspeakNg
from ringback.sound.playout import SAMPLE_RATE
from ringback.sound.speech import TextToSpeech

Sound: TypeAlias = Samples | Path | str | AsyncIterable[Samples] | Iterable[Samples]
"""A chunk, a file, a text, or chunks as they come. A text is a ``str``, a file always a ``Path``."""

DEPTH: Final = 8
"""So many decoded pieces of a file may wait: some 200 ms."""


@overload
def sound_of(
    sound: Path | str, *, rate: int = SAMPLE_RATE, text_to_speech: TextToSpeech | None = None
) -> AsyncGenerator[Samples, None]: ...


@overload
def sound_of(
    sound: Sound, *, rate: int = SAMPLE_RATE, text_to_speech: TextToSpeech | None = None
) -> Samples | AsyncGenerator[Samples, None]: ...


def sound_of(
    sound: Sound, *, rate: int = SAMPLE_RATE, text_to_speech: TextToSpeech | None = None
) -> Samples | AsyncGenerator[Samples, None]:
    """``sound`` as what a ``Playout`` says: int16, mono, 48 kHz; a chunk stays one, as long as the sound.

    ``rate`` is that of the arrays, in Hz; a file has its own. Without ``text_to_speech``, espeak-ng speaks the texts.
    What a file or a text raises, it raises when it is said: OSError, ValueError, ``EspeakNgMissing``. Who reads the
    pieces closes them: a file stays open until then.

    Raises:
        WrongSampleRate: ``rate`` is not of 8,000–384,000 Hz.
        WrongShape: a chunk is not of int16, or not mono.
        TypeError: it is nothing of all that.
    """
    if rate not in RATES:
        raise WrongSampleRate(f"Sound has 8,000 to 384,000 samples a second, not {rate:,}.")
    match sound:
        case np.ndarray():
            return at_rate(checked(sound), rate)
        case Path():
            return _file(sound)
        case str():
            return _text(sound, text_to_speech or EspeakNg())
        case AsyncIterable():
            return _resampled(sound, rate)
        case Iterable():
            return _resampled(_each(sound), rate)
    raise TypeError(f"What can be said is an array, a file as a Path, a text, or chunks; not {type(sound).__name__}.")


def checked(chunk: object) -> Samples:
    """``chunk``, which is sound of one channel.

    Raises:
        WrongShape: it is not.
    """
    if not isinstance(chunk, np.ndarray) or chunk.dtype != np.int16:
        kind = chunk.dtype if isinstance(chunk, np.ndarray) else type(chunk).__name__
        raise WrongShape(f"Sound is a numpy array of int16, not of {kind}. From float: (x * 32767).astype(np.int16)")
    if chunk.ndim != 1:
        raise WrongShape(f"Sound has one channel and the shape (n,), not {chunk.shape}.")
    return chunk


def at_rate(sound: Samples, rate: int, wanted: int = SAMPLE_RATE) -> Samples:
    """``sound``, which has ``rate`` samples a second, as a whole with ``wanted`` of them.

    Raises:
        WrongSampleRate: one of the two is not of 8,000-384,000 Hz.
    """
    if rate == wanted:
        return sound
    resampler = Resampler(rate, wanted)
    return np.concatenate([resampler.convert(sound), resampler.flush()])


async def _resampled(chunks: AsyncIterable[Samples], rate: int) -> AsyncGenerator[Samples, None]:
    resampler = Resampler(rate, SAMPLE_RATE)
    async with closing(chunks):
        async for chunk in chunks:
            yield resampler.convert(checked(chunk))
        yield resampler.flush()


async def _each(chunks: Iterable[Samples]) -> AsyncIterator[Samples]:
    for chunk in chunks:
        yield chunk


async def _text(text: str, text_to_speech: TextToSpeech) -> AsyncGenerator[Samples, None]:
    async with aclosing(_resampled(text_to_speech.speak(text), text_to_speech.sample_rate)) as pieces:
        async for piece in pieces:
            yield piece


async def _file(path: Path) -> AsyncGenerator[Samples, None]:
    file = await in_thread(lambda: MediaFile.open(path))
    if not file.has_audio:
        raise ValueError(f"There is no sound in {path.name}.")
    async with aclosing(ReadAhead(file.audio(), depth=DEPTH)) as pieces:
        async for piece in pieces:
            yield piece
