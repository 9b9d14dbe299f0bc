"""The life of a local track: its start, its ends, and what its source does meanwhile."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from itertools import repeat
from typing import Any

import numpy as np
import pytest
import webrtc

from ringback.peer.audio_source import LocalAudioTrack
from ringback.peer.sample_queue import Samples
from ringback.testing.virtual_time import virtual
from tests.unit.peer.media_loopback import running
from tests.unit.peer.test_audio_source import Sent, given


@virtual
async def test_nothing_is_sent_before_the_start_and_little_is_read() -> None:
    read = 0

    async def source() -> AsyncIterator[Samples]:
        nonlocal read
        while True:
            read += 1
            yield np.zeros(480, np.int16)

    async with Sent(source()) as track:
        await asyncio.sleep(10)
        assert (track.frames, read) == ([], 5)
        track.start()
        track.start()
        await asyncio.sleep(1.005)
        assert len(track.frames) == 101


async def test_what_the_source_raises_comes_out(caplog: pytest.LogCaptureFixture) -> None:
    async def later() -> AsyncIterator[Samples]:
        yield np.zeros(480, np.int16)
        raise OSError("out of order")

    def plain() -> Iterator[Samples]:
        yield np.zeros(480, np.int16)
        raise OSError("out of order")

    for source in (later(), plain()):
        async with LocalAudioTrack(source) as track:
            with pytest.raises(OSError, match="out of order"):
                await track.finished()
    assert caplog.text.count("source of a local track failed") == 2


async def test_closing_at_any_time_closes_the_source_and_leaves_nothing() -> None:
    before = running()
    for wait_s, started in ((0.0, False), (0.0, True), (0.03, True)):
        closed = asyncio.Event()

        async def source(closed: asyncio.Event = closed) -> AsyncIterator[Samples]:
            try:
                while True:
                    yield np.zeros(480, np.int16)
            finally:
                closed.set()

        track = LocalAudioTrack(source())
        await asyncio.sleep(0)
        if started:
            track.start()
        await asyncio.sleep(wait_s)
        await track.aclose()
        await track.aclose()
        assert closed.is_set()
        assert track.track.ready_state == webrtc.MediaStreamTrackState.ended
    plain = LocalAudioTrack(repeat(np.zeros(480, np.int16)))
    plain.start()
    await plain.aclose()
    assert running() == before


async def test_a_track_that_was_closed_is_finished_and_does_not_start() -> None:
    track = LocalAudioTrack(repeat(np.zeros(480, np.int16)))
    await track.aclose()
    track.start()
    await track.finished()
    assert len(asyncio.all_tasks()) == 1


async def test_a_source_that_fails_in_a_track_that_never_starts_disturbs_nothing() -> None:
    surfaced: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: surfaced.append(context))
    async with LocalAudioTrack(given(np.zeros(1, np.float32))):
        await asyncio.sleep(0)
    gc.collect()
    assert surfaced == []


async def test_a_track_that_is_stopped_is_finished() -> None:
    async with LocalAudioTrack(repeat(np.zeros(480, np.int16))) as track:
        track.start()
        track.track.stop()
        async with asyncio.timeout(5):
            await track.finished()
