"""Everything that can be said becomes mono at 48 kHz, and what cannot be is told at once."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from ringback.peer.errors import WrongSampleRate, WrongShape
from ringback.peer.recording_file import RecordingFile
from ringback.peer.sample_queue import Samples
from ringback.sound import EspeakNg, at_rate, sound_of
from ringback.testing.media import hertz_of, likeness, sine
from tests.unit.peer.media_loopback import chunks, running
from tests.unit.sound.conftest import spoken


async def all_of(sound: Any, **options: Any) -> Samples:
    source = sound_of(sound, **options)
    return source if isinstance(source, np.ndarray) else np.concatenate([piece async for piece in source])


async def given(sound: Samples) -> AsyncIterator[Samples]:
    for chunk in chunks(sound, 160, 7):
        yield chunk


async def test_a_chunk_stays_one() -> None:
    chunk = sine(440, seconds=0.02)
    assert np.array_equal(await all_of(chunk), chunk)
    other = sound_of(sine(440, seconds=0.02, rate=16_000), rate=16_000)
    assert isinstance(other, np.ndarray)
    assert len(other) == 960
    assert np.abs(other.astype(float) - chunk).max() < 300


@pytest.mark.parametrize("wanted", [8_000, 16_000, 48_000])
def test_a_whole_sound_at_another_rate(wanted: int) -> None:
    sound = at_rate(sine(440, seconds=1), 48_000, wanted)
    assert abs(len(sound) - wanted) <= 2
    assert hertz_of(sound, rate=wanted) == pytest.approx(440, abs=1.5)


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 48_000])
async def test_chunks_as_they_come(rate: int) -> None:
    tone = sine(440, seconds=1, rate=rate)
    for source in (given(tone), chunks(tone, 100, 331)):
        sound = await all_of(source, rate=rate)
        assert abs(len(sound) - 48_000) < 100
        assert hertz_of(sound) == pytest.approx(440, abs=1.5)


def _flac(path: Path) -> None:
    """44.1 kHz, stereo, of a codec that ringback never writes."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=44_100, layout="stereo")
        both = np.repeat(sine(440, seconds=1, rate=44_100), 2).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(both, "s16", "stereo")
        frame.sample_rate = 44_100
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


async def test_any_file(tmp_path: Path) -> None:
    _flac(tmp_path / "a.flac")
    for name in ("a.wav", "a.mp4", "a.webm"):
        file = RecordingFile(tmp_path / name, audio=True)
        file.write_audio(sine(440, seconds=1), 0)
        file.close()
    for name in ("a.flac", "a.wav", "a.mp4", "a.webm"):
        sound = await all_of(tmp_path / name)
        assert len(sound) / 48_000 == pytest.approx(1, abs=0.06)
        assert hertz_of(sound) == pytest.approx(440, abs=1.5)


async def test_a_text() -> None:
    text = "Nobody is here."
    sound = await all_of(text)
    assert likeness(sound, await spoken(text)) > 0.99
    assert likeness(sound, await all_of(text, text_to_speech=EspeakNg("en+f4"))) < 0.97


async def test_what_a_file_raises_it_raises_when_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("no sound")
    file = RecordingFile(tmp_path / "a.mp4", audio=False, video=True, size=(64, 64))
    file.write_video(np.zeros((64, 64, 3), np.uint8), 0)
    file.close()
    for name, error in (("none.wav", OSError), ("a.wav", ValueError), ("a.mp4", ValueError)):
        source = sound_of(tmp_path / name)
        with pytest.raises(error):
            await anext(source)


async def test_closing_leaves_no_thread(tmp_path: Path) -> None:
    file = RecordingFile(tmp_path / "a.wav", audio=True)
    file.write_audio(sine(440, seconds=30), 0)
    file.close()
    before = running()
    source: Any = sound_of(tmp_path / "a.wav")
    await anext(source)
    await source.aclose()
    assert running() == before


@pytest.mark.parametrize(
    ("sound", "rate", "error"),
    [
        (np.zeros(480, np.float32), 48_000, WrongShape),
        (np.zeros((480, 2), np.int16), 48_000, WrongShape),
        (np.zeros(480, np.int16), 7_999, WrongSampleRate),
        (7, 48_000, TypeError),
    ],
)
async def test_what_cannot_be_said(sound: Any, rate: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        sound_of(sound, rate=rate)


async def test_a_chunk_on_the_way_that_is_no_sound() -> None:
    with pytest.raises(WrongShape, match="int16"):
        await all_of([np.zeros(480, np.int16), np.zeros(480)])
