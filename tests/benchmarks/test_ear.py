"""The ear measures delays of the burst, and of nothing else."""

import numpy as np
import pytest

from benchmarks.echo.ear import BURST, FRAME, SAMPLE_RATE, SILENCE, Ear, Samples

burst: Samples = np.frombuffer(BURST, np.int16)
silence: Samples = np.frombuffer(SILENCE, np.int16)


def shifted(samples: int) -> Samples:
    """A frame in which the burst begins after so many samples."""
    return np.concatenate([silence[:samples], burst[: FRAME - samples]])


def tone(hz: int) -> Samples:
    """A loud frame of another tone."""
    times = np.arange(FRAME) / SAMPLE_RATE
    wave: Samples = (16_000 * np.sin(2 * np.pi * hz * times)).astype(np.int16)
    return wave


@pytest.mark.parametrize("late", [0, 100, 240, 400, 470])
def test_the_delay_is_counted_to_the_sample_where_the_burst_begins(late: int) -> None:
    ear = Ear()
    ear.say(10.0)
    ear.hear(silence, 10.05)
    ear.hear(shifted(late), 10.06)
    ear.hear(burst, 10.07)
    assert ear.delays_ms == pytest.approx([60 + 1000 * late / SAMPLE_RATE], abs=0.2)
    assert not ear.waiting


def test_a_burst_is_heard_once() -> None:
    ear = Ear()
    ear.say(0.0)
    for now in (0.02, 0.03, 0.04):
        ear.hear(burst, now)
    assert ear.delays_ms == pytest.approx([20], abs=0.2)


@pytest.mark.parametrize("hz", [300, 2000, 4000])
def test_another_sound_is_not_the_burst(hz: int) -> None:
    ear = Ear()
    ear.say(0.0)
    ear.hear(tone(hz), 0.02)
    assert ear.waiting


def test_a_burst_that_never_came_is_counted_as_said_and_not_as_heard() -> None:
    ear = Ear()
    ear.say(0.0)
    ear.say(1.0)
    ear.hear(burst, 1.03)
    assert ear.said == 2
    assert ear.delays_ms == pytest.approx([30], abs=0.2)


def test_forgetting_begins_anew() -> None:
    ear = Ear()
    ear.say(0.0)
    ear.forget()
    ear.hear(burst, 0.02)
    assert (ear.said, ear.delays_ms) == (0, [])
