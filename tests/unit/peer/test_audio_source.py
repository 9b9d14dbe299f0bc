"""Local audio: what goes out, when, and what a source may do wrong."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest
import webrtc

from ringback.peer.audio_reader import RemoteAudioReader
from ringback.peer.audio_source import LocalAudioTrack
from ringback.peer.sample_queue import Samples
from ringback.testing.media import hertz_of, sine
from ringback.testing.virtual_time import virtual
from tests.unit.peer.media_loopback import chunks, pair, running


class Sent(LocalAudioTrack):
    """Notes what it gives to the engine, and when."""

    def __init__(self, source: Any, **options: Any) -> None:
        super().__init__(source, **options)
        self.frames: list[Samples] = []
        self.times: list[float] = []

    async def _send(self, frame: Samples | None, due: float) -> None:
        self.frames.append(self._kept.silence(self._frame_length()) if frame is None else frame)
        self.times.append(asyncio.get_running_loop().time())
        await super()._send(frame, due)


async def given(*parts: Samples, pause_s: float = 0.0) -> AsyncIterator[Samples]:
    """``parts``, with a pause before each but the first."""
    for number, part in enumerate(parts):
        if number:
            await asyncio.sleep(pause_s)
        yield part


@virtual
async def test_any_lengths_become_frames_of_ten_milliseconds() -> None:
    sound = np.arange(48_000, dtype=np.int16)
    async with Sent(given(*chunks(sound, 1, 7, 4000, 480, 479))) as track:
        await track.finished()
    assert {len(frame) for frame in track.frames} == {480}
    assert (np.concatenate(track.frames) == sound).all()
    assert track.times == pytest.approx([0.01 * number for number in range(100)], abs=1e-4)
    assert track.late_frames == 0
    assert track.track.ready_state == webrtc.MediaStreamTrackState.ended


@virtual
async def test_a_late_source_is_silence_and_counted() -> None:
    sound = np.full(480, 7, np.int16)
    async with Sent(given(sound, sound, pause_s=0.0351)) as track:
        await track.finished()
    assert [int(frame[0]) for frame in track.frames] == [7, 0, 0, 0, 7]
    assert track.late_frames == 3


@virtual
async def test_the_last_frame_is_filled_with_silence() -> None:
    async with Sent(given(np.full(500, 7, np.int16))) as track:
        await track.finished()
    assert [int(frame.sum()) for frame in track.frames] == [480 * 7, 20 * 7]


@virtual
async def test_a_rate_that_does_not_divide_does_not_drift() -> None:
    async with Sent(given(np.zeros(22_050 * 3, np.int16)), sample_rate=22_050) as track:
        await track.finished()
    assert {len(frame) for frame in track.frames} == {220, 221}
    assert sum(len(frame) for frame in track.frames) == 22_050 * 3
    assert len(track.frames) == 300


@virtual
async def test_two_channels() -> None:
    sound = np.stack([np.full(960, 1, np.int16), np.full(960, 2, np.int16)], axis=1)
    async with Sent(given(sound), channels=2) as track:
        await track.finished()
    assert [frame.shape for frame in track.frames] == [(480, 2)] * 2
    assert (track.frames[0] == [1, 2]).all()


@virtual
async def test_a_source_may_use_its_array_again() -> None:
    async def source() -> AsyncIterator[Samples]:
        buffer = np.empty(480, np.int16)
        for value in (1, 2, 3):
            buffer[:] = value
            yield buffer

    async with Sent(source()) as track:
        await track.finished()
    assert [int(frame[0]) for frame in track.frames] == [1, 2, 3]


@pytest.mark.parametrize(
    ("chunk", "error"),
    [
        (np.zeros(480, np.float32), TypeError),
        ([0] * 480, TypeError),
        (np.zeros((480, 2), np.int16), ValueError),
        (np.int16(1), TypeError),
        (np.zeros((), np.int16), ValueError),
    ],
)
async def test_a_chunk_of_the_wrong_kind_ends_the_track(
    chunk: Any, error: type[Exception], caplog: pytest.LogCaptureFixture
) -> None:
    async with LocalAudioTrack(given(np.zeros(480, np.int16), chunk)) as track:
        with pytest.raises(error):
            await track.finished()
    assert track.track.ready_state == webrtc.MediaStreamTrackState.ended
    assert "source of a local track failed" in caplog.text


@pytest.mark.parametrize(
    "options", [{"sample_rate": 7999}, {"sample_rate": 400_000}, {"channels": 0}, {"channels": 3}]
)
async def test_what_is_no_audio(options: dict[str, int]) -> None:
    before = running()
    with pytest.raises(ValueError, match="Audio has"):
        LocalAudioTrack(given(), **options)
    assert running() == before


@pytest.mark.parametrize(("rate", "channels"), [(48_000, 1), (48_000, 2), (22_050, 1), (8_000, 1)])
async def test_a_tone_arrives_as_that_tone(rate: int, channels: int) -> None:
    tone = sine(440, seconds=5, rate=rate)
    sound = tone if channels == 1 else np.stack([tone, tone], axis=1)
    async with (
        LocalAudioTrack(chunks(sound, 333, 1000), sample_rate=rate, channels=channels) as local,
        pair(local.track) as (_, other),
        RemoteAudioReader(await other.track("audio")) as remote,
        asyncio.timeout(15),
    ):
        local.start()
        heard = np.zeros(0, np.int16)
        while abs(hertz_of(heard[-24_000:]) - 440) > 3 if len(heard) >= 24_000 else True:
            heard = np.concatenate([heard, await anext(remote)])
        assert np.abs(heard[-24_000:]).max() > 4000
        assert local.late_frames == 0
