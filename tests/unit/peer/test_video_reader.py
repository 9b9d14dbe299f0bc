"""Remote video: what is seen, and what becomes of what nobody looks at."""

import asyncio
from itertools import repeat

import numpy as np
import pytest
import webrtc

from ringback.peer.video_frames import frame_of, padded
from ringback.peer.video_reader import RemoteVideoReader
from ringback.peer.video_source import LocalVideoTrack
from ringback.testing.media import quarters, shows_quarters
from tests.unit.peer.media_loopback import Side, pair, running


class Line:
    """A generated track, read in the same process without a network."""

    def __init__(self) -> None:
        self._generator = webrtc.VideoTrackGenerator()
        self.track = self._generator.track
        self._writer = self._generator.writable.get_writer()

    async def show(self, value: int, *, height: int = 8, width: int = 8) -> None:
        """Put a grey picture on the track."""
        await self._writer.write(frame_of(padded(np.full((height, width, 3), value, np.uint8)), timestamp_us=0))

    async def end(self) -> None:
        """End the track."""
        await self._writer.close()


async def test_pictures_come_as_they_are_and_may_change_their_size() -> None:
    line = Line()
    async with RemoteVideoReader(line.track) as reader:
        await line.show(7)
        picture = await anext(reader)
        assert (picture.dtype.name, picture.shape, int(picture[0, 0, 0])) == ("uint8", (8, 8, 3), 7)
        await line.show(8, height=6, width=10)
        assert (await anext(reader)).shape == (6, 10, 3)


async def test_the_latest_wins_and_the_others_are_counted() -> None:
    line = Line()
    async with RemoteVideoReader(line.track) as reader:
        for value in (10, 20, 30):
            await line.show(value)
        assert int((await anext(reader))[0, 0, 0]) == 30
        assert reader.dropped == 2


async def test_it_ends_with_the_track() -> None:
    line = Line()
    async with RemoteVideoReader(line.track) as reader, asyncio.timeout(5):
        await line.end()
        assert [picture async for picture in reader] == []


async def test_a_cancelled_read_loses_nothing_and_closing_ends_it() -> None:
    line = Line()
    reader = RemoteVideoReader(line.track)
    reading = asyncio.ensure_future(anext(reader))
    await asyncio.sleep(0)
    reading.cancel()
    await line.show(7)
    assert int((await anext(reader))[0, 0, 0]) == 7
    await reader.aclose()
    await reader.aclose()
    assert [picture async for picture in reader] == []


async def test_what_is_no_video() -> None:
    with pytest.raises(ValueError, match="video"):
        RemoteVideoReader(webrtc.MediaStreamTrackGenerator("audio"))


@pytest.mark.parametrize("native", [False, True], ids=["through Python", "native"])
async def test_an_echo(native: bool) -> None:
    async def show(side: Side) -> None:
        async with RemoteVideoReader(await side.track("video")) as reader:
            while not shows_quarters(await anext(reader)):
                pass

    before = running()
    async with (
        LocalVideoTrack(repeat(quarters(240, 320))) as local,
        pair(local.track) as (caller, echo),
        asyncio.timeout(20),
    ):
        received = await echo.track("video")
        async with LocalVideoTrack(RemoteVideoReader(received)) as through_python:
            echo.connection.add_track(received if native else through_python.track)
            await echo.connect_to(caller)
            local.start()
            through_python.start()
            await show(caller)
    await asyncio.sleep(0)
    assert running() == before
