"""Pictures as numpy arrays: RGB, uint8, ``(height, width, 3)``; and the engine's frames."""

import numpy as np
import webrtc
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""RGB, ``(height, width, 3)``."""


def padded(picture: Picture) -> Picture:
    """A copy with four bytes a pixel, as the engine takes it.

    Raises:
        TypeError: it is no numpy array of uint8.
        ValueError: its shape is not ``(height, width, 3)``.
    """
    if not isinstance(picture, np.ndarray) or picture.dtype != np.uint8:
        raise TypeError("A picture is a numpy array of uint8.")
    if picture.ndim != 3 or picture.shape[2] != 3 or 0 in picture.shape:
        raise ValueError(f"A picture has the shape (height, width, 3), not {picture.shape}.")
    copy = np.empty((*picture.shape[:2], 4), np.uint8)
    for channel in range(3):  # three strided copies; one over the whole last axis takes four times as long
        copy[..., channel] = picture[..., channel]
    return copy


def frame_of(rgbx: Picture, *, timestamp_us: int) -> webrtc.VideoFrame:
    """The engine's frame for a ``padded`` picture; the engine converts it to I420 (BT.601). The caller closes it."""
    height, width = rgbx.shape[:2]
    init = webrtc.VideoFrameBufferInit(format="RGBX", coded_width=width, coded_height=height, timestamp=timestamp_us)
    return webrtc.VideoFrame(rgbx.data.cast("B"), init)


async def picture_of(frame: webrtc.VideoFrame) -> Picture:
    """The picture of the engine's frame, turned the way the sender says it is to be shown."""
    rgba = np.empty((frame.coded_height, frame.coded_width, 4), np.uint8)
    await frame.copy_to(rgba.data.cast("B"), webrtc.VideoFrameCopyToOptions(format="RGBA"))
    picture = np.empty((*rgba.shape[:2], 3), np.uint8)
    for channel in range(3):
        picture[..., channel] = rgba[..., channel]
    clockwise = frame.rotation // 90
    return np.ascontiguousarray(np.rot90(picture, -clockwise)) if clockwise else picture
