"""numpy pictures to the engine's frames and back."""

from typing import Any

import numpy as np
import pytest
import webrtc

from ringback.peer.video_frames import frame_of, padded, picture_of
from ringback.testing.media import BLUE, GREEN, RED, YELLOW, quarters, shows_quarters


@pytest.mark.parametrize("size", [(120, 160), (121, 161), (1, 1), (1080, 1920)])
async def test_there_and_back(size: tuple[int, int]) -> None:
    picture = np.random.default_rng(7).integers(0, 256, (*size, 3), np.uint8)
    frame = frame_of(padded(picture), timestamp_us=5)
    assert frame.timestamp == 5
    assert (await picture_of(frame) == picture).all()
    frame.close()


async def test_an_i420_frame_as_it_comes_from_a_call() -> None:
    frame = frame_of(padded(quarters()), timestamp_us=0)
    y = np.full(160 * 120 * 3 // 2, 128, np.uint8)
    grey = webrtc.VideoFrame(y.data, webrtc.VideoFrameBufferInit("I420", 160, 120, timestamp=0))
    picture = await picture_of(grey)
    assert picture.shape == (120, 160, 3)
    assert np.ptp(picture) <= 2
    assert shows_quarters(await picture_of(frame))
    frame.close()
    grey.close()


@pytest.mark.parametrize(
    ("rotation", "corners"),
    [
        (0, (RED, GREEN, BLUE, YELLOW)),
        (90, (BLUE, RED, YELLOW, GREEN)),
        (180, (YELLOW, BLUE, GREEN, RED)),
        (270, (GREEN, YELLOW, RED, BLUE)),
    ],
)
async def test_a_telephone_held_upright(rotation: int, corners: tuple[tuple[int, int, int], ...]) -> None:
    rgbx = padded(quarters())
    init = webrtc.VideoFrameBufferInit("RGBX", 160, 120, timestamp=0, rotation=rotation)
    frame = webrtc.VideoFrame(rgbx.data.cast("B"), init)
    picture = await picture_of(frame)
    frame.close()
    assert picture.shape == ((120, 160, 3) if rotation % 180 == 0 else (160, 120, 3))
    assert picture.flags.c_contiguous
    assert tuple(tuple(picture[y, x].tolist()) for y in (0, -1) for x in (0, -1)) == corners


@pytest.mark.parametrize(
    ("picture", "error"),
    [
        (np.zeros((4, 4, 3), np.float32), TypeError),
        ([[1]], TypeError),
        (np.zeros((4, 4), np.uint8), ValueError),
        (np.zeros((4, 4, 4), np.uint8), ValueError),
        (np.zeros((0, 4, 3), np.uint8), ValueError),
    ],
)
def test_what_is_no_picture(picture: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        padded(picture)


def test_a_picture_that_is_not_contiguous() -> None:
    assert (padded(quarters()[::-1, ::2])[..., :3] == quarters()[::-1, ::2]).all()
