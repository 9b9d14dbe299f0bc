"""Sounds and pictures that can be told apart."""

import numpy as np
import pytest
from numpy.typing import NDArray

from ringback.testing.media import found, hertz_of, level_of, likeness, quarters, shows_quarters, silence, sine


def test_a_tone_has_its_frequency_and_its_level() -> None:
    tone = sine(523.25, seconds=0.5, level=16_384)
    assert hertz_of(tone) == pytest.approx(523.25, abs=2)
    assert level_of(tone) == pytest.approx(0.5 / np.sqrt(2), abs=0.01)
    assert hertz_of(sine(440, seconds=0.5, rate=16_000), rate=16_000) == pytest.approx(440, abs=2)


def test_nothing_has_no_level_and_is_like_nothing() -> None:
    nothing = silence(seconds=0.5)
    assert level_of(nothing) == level_of(nothing[:0]) == 0
    assert likeness(nothing, sine(440, seconds=0.5)) == 0


def test_a_sound_is_like_itself_whatever_its_loudness_and_its_place() -> None:
    chord = sine(440, seconds=1) // 2 + sine(1700, seconds=1) // 4
    moved = np.concatenate([silence(seconds=0.3), chord // 5])
    assert likeness(chord, moved) > 0.95
    assert likeness(chord, sine(900, seconds=1)) < 0.2


def melody(*hertz: float) -> NDArray[np.int16]:
    return np.concatenate([sine(each, seconds=0.2) for each in hertz])


def test_what_was_said_is_found_wherever_it_stands_and_in_its_order() -> None:
    said = melody(400, 900, 1600, 700, 2500)
    noise = np.random.default_rng(1).integers(-300, 300, 48_000, np.int16)
    there = np.concatenate([noise, said // 3, noise])
    assert found(said, there) > 0.9
    assert found(said[::-1].copy(), there) < 0.5
    assert found(said, noise) < 0.5
    assert found(said, said[:4800]) == 0, "more than there is"


def test_a_picture_shows_its_quarters_in_any_size_and_no_other_does() -> None:
    assert shows_quarters(quarters(240, 320))
    assert shows_quarters(quarters()[::2, ::2] + 10)
    assert not shows_quarters(quarters()[:, ::-1])
