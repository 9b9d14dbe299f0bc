"""A call that is recorded: the file holds the tone, the picture, and the right length."""

import asyncio
import threading
import time
from functools import partial
from itertools import repeat
from pathlib import Path

import numpy as np
import pytest
import webrtc

from ringback.peer import recording_thread
from ringback.peer.audio_source import LocalAudioTrack
from ringback.peer.recording import MediaRecorder
from ringback.peer.recording_file import RecordingFile
from ringback.peer.video_source import LocalVideoTrack
from ringback.testing.media import hertz_of, quarters, shows_quarters, sine
from ringback.testing.media_files import read
from tests.unit.peer.media_loopback import chunks, descriptors, pair, running, still_open_beyond


@pytest.mark.parametrize("name", ["call.mp4", "call.webm"])
async def test_a_call_in_a_file(tmp_path: Path, name: str) -> None:
    async with (
        LocalAudioTrack(chunks(sine(440, seconds=10), 960)) as sound,
        LocalVideoTrack(repeat(quarters(240, 320))) as pictures,
        pair(sound.track, pictures.track) as (_, other),
    ):
        sound.start()
        pictures.start()
        received = [await other.track("audio"), await other.track("video")]
        began = time.monotonic()
        async with MediaRecorder(tmp_path / name, received, size=(320, 240)) as recorder:
            await asyncio.sleep(2)
        lasted_s = time.monotonic() - began
        assert recorder.dropped == 0
    content = read(tmp_path / name)
    assert 1.5 < content.duration_s < lasted_s + 0.1
    assert hertz_of(content.sound[-48_000:-4_800]) == pytest.approx(440, abs=2)
    assert len(content.pictures) > 30
    assert shows_quarters(content.pictures[-1])


async def test_sound_alone(tmp_path: Path) -> None:
    async with (
        LocalAudioTrack(chunks(sine(440, seconds=10), 960)) as sound,
        pair(sound.track) as (_, other),
    ):
        sound.start()
        received, began = await other.track("audio"), time.monotonic()
        async with MediaRecorder(str(tmp_path / "call.wav"), [received]):
            await asyncio.sleep(1)
        lasted_s = time.monotonic() - began
    content = read(tmp_path / "call.wav")
    assert 0.7 < content.duration_s < lasted_s + 0.1
    assert hertz_of(content.sound[-24_000:]) == pytest.approx(440, abs=3)


def generated() -> webrtc.MediaStreamTrack:
    return webrtc.MediaStreamTrackGenerator("audio")


async def test_what_cannot_be_recorded(tmp_path: Path) -> None:
    video = webrtc.VideoTrackGenerator().track
    with pytest.raises(ValueError, match="A recording is one of"):
        MediaRecorder(tmp_path / "call.mp3", [generated()])
    for tracks in ([], [generated(), generated()], [video, video]):
        with pytest.raises(ValueError, match="one audio track"):
            MediaRecorder(tmp_path / "call.mp4", tracks)
    with pytest.raises(ValueError, match="even"):
        MediaRecorder(tmp_path / "call.mp4", [video], size=(641, 480))
    before = running()
    with pytest.raises(ValueError, match="hold no pictures"):
        await MediaRecorder(tmp_path / "call.wav", [video]).start()
    with pytest.raises(FileNotFoundError):
        await MediaRecorder(tmp_path / "none" / "call.wav", [generated()]).start()
    assert running() == before


async def test_an_encoder_that_is_too_slow_drops_and_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording_thread, "WAITING", 3)
    release = threading.Event()
    monkeypatch.setattr(RecordingFile, "write_audio", lambda *_: release.wait(5))
    async with LocalAudioTrack(repeat(np.zeros(480, np.int16), 20)) as sound:
        async with MediaRecorder(tmp_path / "a.wav", [sound.track]) as recorder:
            await sound.finished()
            release.set()
        assert 10 <= recorder.dropped <= 18


async def test_a_disk_that_is_full_is_told_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(RecordingFile, "write_audio", full)
    before = running()
    async with LocalAudioTrack(repeat(np.zeros(480, np.int16), 20)) as sound:
        recorder = MediaRecorder(tmp_path / "a.wav", [sound.track])
        await recorder.start()
        await sound.finished()
        with pytest.raises(OSError, match="No space"):
            await recorder.aclose()
    assert running() == before


async def test_nothing_is_left(tmp_path: Path) -> None:
    async def record() -> None:
        async with LocalAudioTrack(repeat(np.zeros(480, np.int16))) as sound:
            sound.start()
            async with MediaRecorder(tmp_path / "a.wav", [sound.track]) as recorder:
                await recorder.start()
                await asyncio.sleep(0.05)
            await recorder.aclose()

    await record()  # the engine starts its threads once
    before, open_before = running(), descriptors()
    for _ in range(5):
        await record()
    await MediaRecorder(tmp_path / "unused.wav", [generated()]).aclose()
    assert running() == before
    assert not await still_open_beyond(open_before)


def test_a_loop_that_ends_finishes_the_file(tmp_path: Path) -> None:
    async def abandon() -> None:
        sound = LocalAudioTrack(repeat(np.full(480, 7, np.int16)))
        sound.start()
        await MediaRecorder(tmp_path / "a.wav", [sound.track]).start()
        await asyncio.sleep(0.3)

    began = time.monotonic()
    asyncio.run(abandon())
    lasted_s = time.monotonic() - began
    for thread in threading.enumerate():
        if thread.name.startswith("ringback"):
            thread.join(5)
    assert 0.15 < read(tmp_path / "a.wav").duration_s < lasted_s + 0.1


async def test_what_a_source_raises_is_told_when_the_file_is_closed_with_what_it_had_brought(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    brought = asyncio.Event()
    thread = await recording_thread.RecordingThread.open(lambda: RecordingFile(path, audio=True))

    async def feeding() -> None:
        thread.write(partial(thread.file.write_audio, sine(440, seconds=0.1), 0))
        brought.set()
        raise LookupError("the source broke")

    thread.feed(feeding())
    await brought.wait()
    with pytest.raises(LookupError, match="the source broke"):
        await thread.aclose()
    assert len(read(path).sound) == 4800
