"""Sound at another rate: the same tone, the same length, in pieces or whole."""

import numpy as np
import pytest

from ringback.peer.resampler import Resampler
from ringback.testing.media import hertz_of, sine
from tests.unit.peer.media_loopback import chunks


@pytest.mark.parametrize(
    ("from_rate", "to_rate"), [(22_050, 48_000), (48_000, 16_000), (8_000, 48_000), (48_000, 48_000)]
)
def test_a_tone_stays_that_tone_and_as_long(from_rate: int, to_rate: int) -> None:
    resampler = Resampler(from_rate, to_rate)
    parts = [resampler.convert(chunk) for chunk in chunks(sine(440, seconds=1, rate=from_rate), 100, 331)]
    sound = np.concatenate([*parts, resampler.flush()])
    assert abs(len(sound) - to_rate) <= to_rate * 0.002
    assert hertz_of(sound, rate=to_rate) == pytest.approx(440, abs=1.5)
    assert np.abs(sound[1000:-1000]).max() == pytest.approx(8000, rel=0.03)


def test_two_channels_stay_apart() -> None:
    resampler = Resampler(48_000, 16_000, channels=2)
    both = np.stack([sine(440, seconds=1), sine(1000, seconds=1)], axis=1)
    sound = np.concatenate([resampler.convert(both), resampler.flush()])
    assert sound.shape[1] == 2
    assert [hertz_of(sound[:, side], rate=16_000) for side in (0, 1)] == pytest.approx([440, 1000], abs=2)


def test_after_a_flush_another_sound_begins() -> None:
    resampler = Resampler(48_000, 16_000)
    first = np.concatenate([resampler.convert(sine(440, seconds=0.1)), resampler.flush()])
    second = np.concatenate([resampler.convert(sine(440, seconds=0.1)), resampler.flush()])
    assert (first == second).all()
    assert len(resampler.flush()) == 0


@pytest.mark.parametrize(
    ("from_rate", "to_rate", "channels"), [(7_999, 48_000, 1), (48_000, 400_000, 1), (48_000, 48_000, 3)]
)
def test_what_is_no_sound(from_rate: int, to_rate: int, channels: int) -> None:
    with pytest.raises(ValueError, match="Sound is resampled"):
        Resampler(from_rate, to_rate, channels=channels)
