"""Local video: what goes out, and when."""

import asyncio
from collections.abc import AsyncIterator
from itertools import repeat
from typing import Any

import numpy as np
import pytest
import webrtc

from ringback.peer.video_frames import Picture
from ringback.peer.video_reader import RemoteVideoReader
from ringback.peer.video_source import LocalVideoTrack
from ringback.testing.media import quarters, shows_quarters
from ringback.testing.virtual_time import virtual
from tests.unit.peer.media_loopback import pair, running


class Sent(LocalVideoTrack):
    """Notes what it gives to the engine, and when."""

    def __init__(self, source: Any, *, fps: float = 30) -> None:
        super().__init__(source, fps=fps)
        self.sent: list[tuple[float, int]] = []

    async def _send(self, frame: Picture | None, due: float) -> None:
        if frame is not None:
            self.sent.append((round(asyncio.get_running_loop().time(), 3), int(frame[0, 0, 0])))
        await super()._send(frame, due)


def grey(value: int) -> Picture:
    return np.full((2, 2, 3), value, np.uint8)


@virtual
async def test_pictures_go_out_at_their_rate() -> None:
    async def source() -> AsyncIterator[Picture]:
        picture = grey(0)
        for value in range(1, 4):
            picture[:] = value  # the same array again
            yield picture

    async with Sent(source(), fps=25) as track:
        await track.finished()
    assert track.sent == [(0.0, 1), (0.04, 2), (0.08, 3)]
    assert track.late_frames == 0


@virtual
async def test_where_the_source_is_late_nothing_is_sent() -> None:
    async def source() -> AsyncIterator[Picture]:
        yield grey(1)
        await asyncio.sleep(0.09)
        yield grey(2)

    async with Sent(source(), fps=25) as track:
        await track.finished()
    assert track.sent == [(0.0, 1), (0.12, 2)]
    assert track.late_frames == 2


@virtual
async def test_one_picture_is_read_ahead() -> None:
    read: list[int] = []

    async def source() -> AsyncIterator[Picture]:
        for value in range(100):
            read.append(value)
            yield grey(value)

    async with Sent(source(), fps=10) as track:
        await asyncio.sleep(10)
        assert read == [0]
        track.start()
        await asyncio.sleep(0.95)
        assert len(track.sent) == 10
        assert len(read) == 11


@pytest.mark.parametrize("fps", [0, -1, 121])
async def test_what_is_no_rate(fps: float) -> None:
    before = running()
    with pytest.raises(ValueError, match="pictures a second"):
        LocalVideoTrack(repeat(grey(0)), fps=fps)
    assert running() == before


async def test_a_picture_of_the_wrong_kind_ends_the_track() -> None:
    async with LocalVideoTrack(iter([grey(1), np.zeros((2, 2), np.uint8)])) as track:
        with pytest.raises(ValueError, match="shape"):
            await track.finished()
    assert track.track.ready_state == webrtc.MediaStreamTrackState.ended


async def test_a_pattern_arrives_as_that_pattern() -> None:
    async with (
        LocalVideoTrack(repeat(quarters(240, 320)), fps=30) as local,
        pair(local.track) as (_, other),
        RemoteVideoReader(await other.track("video")) as remote,
        asyncio.timeout(15),
    ):
        local.start()
        while not shows_quarters(picture := await anext(remote)):
            pass
        assert picture.shape == (240, 320, 3)
