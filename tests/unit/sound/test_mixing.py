"""Sounds together."""

from collections.abc import AsyncIterator

import numpy as np
import pytest

from ringback.peer.sample_queue import Samples
from ringback.sound import at_gain, mixed, voice_over
from ringback.testing.media import sine


def test_all_are_heard_and_the_longest_counts() -> None:
    total = mixed(np.array([1, 2, 3], np.int16), np.array([10], np.int16), np.array([-5, -5], np.int16))
    assert total.tolist() == [6, -3, 3]
    assert total.dtype == np.int16
    assert len(mixed()) == 0


def test_what_is_too_loud_is_clipped() -> None:
    loud = np.array([30_000, -30_000], np.int16)
    assert mixed(loud, loud).tolist() == [32_767, -32_768]
    assert at_gain(loud, 2).tolist() == [32_767, -32_768]
    assert at_gain(loud, 0.5).tolist() == [15_000, -15_000]


async def test_music_goes_on_behind_a_voice_and_after_it() -> None:
    async def pieces(sound: Samples, length: int) -> AsyncIterator[Samples]:
        for begin in range(0, len(sound), length):
            yield sound[begin : begin + length]

    music = pieces(sine(440, seconds=1), 441)
    voice = sine(1000, seconds=0.5)
    both = np.concatenate([piece async for piece in voice_over(music, pieces(voice, 1000), gain=0.5)])
    spectrum = np.abs(np.fft.rfft(both)) / len(both)
    assert len(both) == len(voice)
    assert spectrum[220] / spectrum[500] == pytest.approx(0.5, rel=0.02)
    rest = [piece async for piece in music]
    assert 0.48 < sum(map(len, rest)) / 48_000 <= 0.5


async def test_a_voice_outlasts_the_music() -> None:
    async def once(sound: Samples) -> AsyncIterator[Samples]:
        yield sound

    music, voice = np.full(10, 400, np.int16), np.full(30, 7, np.int16)
    (both,) = [piece async for piece in voice_over(once(music), once(voice))]
    assert both.tolist() == [107] * 10 + [7] * 20
