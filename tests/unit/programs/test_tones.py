"""What a program plays where no file is given."""

from itertools import pairwise

import numpy as np
import pytest

from ringback.programs.tones import TUNE, beep, tone, tune
from ringback.testing.media import hertz_of


def test_a_tone_has_its_pitch_and_no_click() -> None:
    sound = tone(440, 0.5)
    assert len(sound) == 24_000
    assert hertz_of(sound) == pytest.approx(440, abs=2)
    assert max(abs(int(after) - int(before)) for before, after in pairwise(np.concatenate([[0], sound, [0]]))) < 500
    assert hertz_of(beep()) == pytest.approx(1000, abs=3)


async def test_a_tune_goes_on() -> None:
    notes = []
    async for note in tune():
        notes.append(hertz_of(note))
        if len(notes) == 2 * len(TUNE):
            break
    assert notes == pytest.approx([*TUNE, *TUNE], abs=3)
