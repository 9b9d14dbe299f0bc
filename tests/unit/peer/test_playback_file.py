"""What a file gives when it is played: all of it, evenly, and the same again in a loop."""

import wave
from fractions import Fraction
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from ringback.peer.playback_file import MediaFile
from ringback.peer.recording_file import RecordingFile
from ringback.peer.sample_queue import Samples
from ringback.peer.video_frames import Picture
from ringback.testing.media import hertz_of, quarters, shows_quarters, sine
from ringback.testing.media_files import write


def first_samples(file: MediaFile, count: int) -> Samples:
    """So many samples from the beginning."""
    parts: list[Samples] = []
    for part in file.audio():
        parts.append(part)
        if sum(map(len, parts)) >= count:
            break
    return np.concatenate(parts)[:count]


def numbered(count: int) -> list[Picture]:
    """Pictures that can be told apart: grey, brighter each time."""
    return [np.full((64, 64, 3), 20 + 200 * number // count, np.uint8) for number in range(count)]


def test_what_is_in_it(tmp_path: Path) -> None:
    both = MediaFile.open(write(tmp_path / "a.mp4", sound=sine(440, seconds=1), pictures=numbered(25)))
    assert (both.has_audio, both.fps, both.loops) == (True, Fraction(25), False)
    assert both.duration_s == pytest.approx(1, abs=0.05)
    silent = MediaFile.open(write(tmp_path / "b.webm", pictures=numbered(25)))
    assert (silent.has_audio, silent.fps) == (False, Fraction(25))
    blind = MediaFile.open(write(tmp_path / "c.wav", sound=sine(440, seconds=1)))
    assert (blind.has_audio, blind.fps) == (True, None)


def test_what_cannot_be_played(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        MediaFile.open(tmp_path / "none.mp4")
    for name, content in (("empty.mp4", b""), ("text.mp4", b"nothing of the kind" * 100)):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ValueError, match="Invalid data"):
            MediaFile.open(tmp_path / name)


@pytest.mark.parametrize("name", ["a.wav", "a.mp4", "a.webm"])
def test_the_sound(tmp_path: Path, name: str) -> None:
    file = MediaFile.open(write(tmp_path / name, sound=sine(440, seconds=2)))
    sound = np.concatenate([*file.audio()])
    assert len(sound) == pytest.approx(96_000, abs=2400)
    assert hertz_of(sound) == pytest.approx(440, abs=1)


def test_sound_of_another_rate_and_two_channels(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setparams((2, 2, 22_050, 0, "NONE", ""))
        file.writeframes(np.repeat(sine(440, seconds=1, rate=22_050), 2).tobytes())
    sound = np.concatenate([*MediaFile.open(tmp_path / "a.wav").audio()])
    assert len(sound) == pytest.approx(48_000, abs=10)
    assert hertz_of(sound) == pytest.approx(440, abs=1)


def test_the_pictures(tmp_path: Path) -> None:
    file = MediaFile.open(write(tmp_path / "a.mp4", pictures=numbered(25)))
    pictures = [*file.video()]
    levels = [int(picture.mean()) for picture in pictures]
    assert len(levels) == 25
    assert levels == pytest.approx([20 + 8 * number for number in range(25)], abs=6)


@pytest.mark.parametrize(("fps", "expected"), [(60, 30), (10, 10)])
def test_the_rate_is_kept_up_to_thirty(tmp_path: Path, fps: int, expected: int) -> None:
    file = MediaFile.open(write(tmp_path / "a.mp4", pictures=numbered(fps), fps=fps))
    assert file.fps == expected
    assert len([*file.video()]) == pytest.approx(expected, abs=1)


def test_pictures_that_come_unevenly_are_repeated(tmp_path: Path) -> None:
    recording = RecordingFile(tmp_path / "a.mp4", audio=False, video=True, size=(64, 64))
    for at_ms in (0, 40, 80, 480, 520):
        recording.write_video(np.full((64, 64, 3), 40 + at_ms // 4, np.uint8), at_ms * 1000)
    recording.close()
    file = MediaFile(path=tmp_path / "a.mp4", has_audio=False, fps=Fraction(25), start_s=0, duration_s=0.56)
    levels = [int(picture.mean()) for picture in file.video()]
    assert len(levels) == 14
    assert levels == pytest.approx([40, 50, *[60] * 10, 160, 170], abs=6)


def test_large_pictures_are_scaled_down(tmp_path: Path) -> None:
    file = MediaFile.open(write(tmp_path / "a.mp4", pictures=[quarters(1080, 1920)]))
    [picture] = file.video()
    assert picture.shape == (720, 1280, 3)
    assert shows_quarters(picture)


@pytest.mark.parametrize("name", ["a.mp4", "a.webm"])
@pytest.mark.parametrize(("sound_s", "pictures"), [(0.5, 25), (1.0, 13)], ids=["less sound", "fewer pictures"])
def test_a_loop_keeps_sound_and_picture_together(tmp_path: Path, name: str, sound_s: float, pictures: int) -> None:
    file = MediaFile.open(
        write(tmp_path / name, sound=sine(440, seconds=sound_s), pictures=numbered(pictures)), loops=True
    )
    assert file.duration_s == pytest.approx(1, abs=0.08)
    ticks = round((file.duration_s or 0) * 25)
    samples = ticks * 48_000 // 25
    sound = first_samples(file, 3 * samples)
    shown = [int(picture.mean()) for picture in islice(file.video(), 3 * ticks)]
    for begin in (0, 1, 2):
        start = begin * samples
        assert hertz_of(sound[start + 4800 : start + 19_200]) == pytest.approx(440, abs=4)
        assert (np.abs(sound[start + 30_000 : start + 45_000]).max() < 200) == (sound_s < 1)
        assert shown[begin * ticks : (begin + 1) * ticks] == pytest.approx(shown[:ticks], abs=2)
        assert shown[begin * ticks] < 40
    assert (shown[ticks - 10 : ticks] == [shown[ticks - 1]] * 10) == (pictures < 25)
