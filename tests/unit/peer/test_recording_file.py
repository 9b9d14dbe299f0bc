"""What is written to a file is what can be read out of it."""

from pathlib import Path

import numpy as np
import pytest

from ringback.peer.recording_file import RecordingFile
from ringback.testing.media import hertz_of, quarters, shows_quarters, sine
from ringback.testing.media_files import read
from tests.unit.peer.media_loopback import chunks


@pytest.mark.parametrize("name", ["a.wav", "a.mp4", "a.webm", "A.MP4"])
def test_sound(tmp_path: Path, name: str) -> None:
    file = RecordingFile(tmp_path / name, audio=True, video=False, size=(2, 2))
    for number, part in enumerate(chunks(sine(440, seconds=2), 480)):
        file.write_audio(part, 5_000_000 + number * 10_000)
    file.close()
    content = read(tmp_path / name)
    assert content.duration_s == pytest.approx(2, abs=0.05)
    assert hertz_of(content.sound[:96_000]) == pytest.approx(440, abs=1)


@pytest.mark.parametrize("name", ["a.mp4", "a.webm"])
def test_sound_and_pictures_keep_their_times(tmp_path: Path, name: str) -> None:
    file = RecordingFile(tmp_path / name, audio=True, video=True, size=(160, 120))
    for number, part in enumerate(chunks(sine(440, seconds=2), 480)):
        file.write_audio(part, number * 10_000)
        if number in (50, 57, 140):
            file.write_video(quarters(), number * 10_000)
    file.close()
    content = read(tmp_path / name)
    assert content.times_s == pytest.approx([0.5, 0.57, 1.4], abs=0.002)
    assert all(shows_quarters(picture) for picture in content.pictures)
    assert content.duration_s == pytest.approx(2, abs=0.05)


def test_missing_sound_becomes_silence_and_unsteady_delivery_does_not(tmp_path: Path) -> None:
    file = RecordingFile(tmp_path / "a.wav", audio=True, video=False, size=(2, 2))
    tone = sine(440, seconds=0.5)
    for number, part in enumerate(chunks(tone, 480)):
        file.write_audio(part, number * 10_000 + (100_000 if number % 7 == 3 else 0))
    for number, part in enumerate(chunks(tone, 480)):
        file.write_audio(part, 1_500_000 + number * 10_000)
    file.close()
    sound = read(tmp_path / "a.wav").sound
    assert len(sound) == 96_000
    assert not sound[24_000:72_000].any()
    assert (sound[:24_000] == tone).all()
    assert (sound[72_000:] == tone).all()


def test_what_comes_at_once_after_a_standstill_is_not_missing(tmp_path: Path) -> None:
    """Half a second without the processor: its sound comes with the times at which it was brought."""
    file = RecordingFile(tmp_path / "a.wav", audio=True, video=False, size=(2, 2))
    tone = sine(440, seconds=2)
    for number, part in enumerate(chunks(tone, 480)):
        late = 1_000_000 + (number - 50) * 200 if 50 <= number < 100 else 0
        file.write_audio(part, max(late, number * 10_000))
    file.close()
    assert (read(tmp_path / "a.wav").sound == tone).all()


@pytest.mark.parametrize("pieces", [1, 5, 11, 30])
def test_what_is_missing_before_the_last_sound_is_silence_too(tmp_path: Path, pieces: int) -> None:
    file = RecordingFile(tmp_path / "a.wav", audio=True, video=False, size=(2, 2))
    for number in (0, *range(100, 100 + pieces)):
        file.write_audio(np.full(480, 7, np.int16), number * 10_000)
    file.close()
    sound = read(tmp_path / "a.wav").sound
    assert np.flatnonzero(sound).tolist() == [*range(480), *range(48_000, 48_000 + 480 * pieces)]


def test_pictures_out_of_order_or_too_close_are_left_out(tmp_path: Path) -> None:
    file = RecordingFile(tmp_path / "a.mp4", audio=False, video=True, size=(64, 64))
    for at_us in (1_000_000, 1_040_000, 1_040_300, 1_020_000, 900_000, 1_080_000):
        file.write_video(np.zeros((64, 64, 3), np.uint8), at_us)
    file.close()
    assert read(tmp_path / "a.mp4").times_s == pytest.approx([0, 0.04, 0.08], abs=0.001)


@pytest.mark.parametrize(
    ("shape", "inner"),
    [
        ((120, 160), (slice(0, 240), slice(0, 320))),
        ((480, 640), (slice(0, 240), slice(0, 320))),
        ((160, 120), (slice(0, 240), slice(70, 250))),
        ((90, 160), (slice(30, 210), slice(0, 320))),
    ],
)
def test_any_shape_fits_with_bars(tmp_path: Path, shape: tuple[int, int], inner: tuple[slice, slice]) -> None:
    file = RecordingFile(tmp_path / "a.mp4", audio=False, video=True, size=(320, 240))
    for number in range(5):
        file.write_video(quarters(*shape), number * 40_000)
    file.close()
    picture = read(tmp_path / "a.mp4").pictures[-1]
    assert picture.shape == (240, 320, 3)
    assert shows_quarters(picture[inner])
    bars = picture.copy()
    bars[inner] = 0
    assert (bars > 60).mean() < 0.01


def test_what_cannot_be_recorded(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="hold no pictures"):
        RecordingFile(tmp_path / "a.wav", audio=True, video=True, size=(2, 2))
    with pytest.raises(ValueError, match="A recording is one of"):
        RecordingFile(tmp_path / "a.mp3", audio=True, video=False, size=(2, 2))
    with pytest.raises(FileNotFoundError):
        RecordingFile(tmp_path / "none" / "a.wav", audio=True, video=False, size=(2, 2))


def test_nothing_written_is_a_file_all_the_same(tmp_path: Path) -> None:
    for name in ("a.wav", "a.mp4", "a.webm"):
        RecordingFile(tmp_path / name, audio=True, video=name != "a.wav", size=(64, 64)).close()
        assert (tmp_path / name).exists()
