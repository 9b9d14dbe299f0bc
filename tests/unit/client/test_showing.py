"""The picture that a program shows, and what counts as one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ringback.client.showing import STILL_S, Showing, picture_in, pictures_in
from ringback.peer.errors import WrongShape
from ringback.peer.video_frames import Picture
from ringback.peer.video_reader import RemoteVideoReader
from ringback.testing.media import quarters, shows_quarters, sine
from ringback.testing.media_files import write


class Image:
    """What there is of PIL's in here."""

    def __init__(self, picture: Picture) -> None:
        self.__array_interface__ = picture.__array_interface__
        self._picture = picture
        self.mode = "P"

    def convert(self, mode: str) -> "Image":
        image = Image(self._picture)
        image.mode = mode
        return image


def test_an_array_and_an_image_are_pictures() -> None:
    assert picture_in(quarters()) is not None
    assert np.array_equal(picture_in(Image(quarters())), quarters())


@pytest.mark.parametrize(
    "wrong", ["x", None, quarters().astype("float32"), quarters()[0], quarters()[:, :, :2], quarters()[:0]]
)
def test_anything_else_is_not(wrong: Any) -> None:
    with pytest.raises(WrongShape):
        picture_in(wrong)


async def several() -> AsyncIterator[object]:
    for number in range(3):
        yield number


@pytest.mark.parametrize(("given", "count"), [(several(), 3), ([1, 2], 2), (quarters(), 1), (Image(quarters()), 1)])
async def test_pictures_come_as_one_as_several_or_as_they_are_made(given: object, count: int) -> None:
    assert len([each async for each in pictures_in(given)]) == count


async def test_who_stops_looking_closes_where_pictures_come_from() -> None:
    closed = False

    async def source() -> AsyncIterator[object]:
        nonlocal closed
        try:
            while True:
                yield quarters()
        finally:
            closed = True

    made = source()
    async with aclosing(pictures_in(made)) as pictures:
        await anext(pictures)
    assert closed


async def test_a_file_is_shown_at_its_own_pace(tmp_path: Path) -> None:
    film = write(tmp_path / "film.mp4", pictures=[quarters()] * 10)
    began = asyncio.get_running_loop().time()
    assert len([each async for each in pictures_in(film)]) == 10
    assert asyncio.get_running_loop().time() - began > 0.3


async def test_a_file_without_pictures_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"nothing to see in tone\.wav"):
        await anext(pictures_in(write(tmp_path / "tone.wav", sound=sine(440, seconds=0.1))))


async def test_a_picture_stays_and_is_sent_again_until_there_is_another() -> None:
    showing = Showing()
    showing.start()
    async with RemoteVideoReader(showing.track) as reader, asyncio.timeout(10):
        await showing.show(quarters())
        began = asyncio.get_running_loop().time()
        assert shows_quarters(await anext(reader))
        assert shows_quarters(await anext(reader))
        assert asyncio.get_running_loop().time() - began > STILL_S / 2
        dark = np.zeros((120, 160, 3), np.uint8)
        for _ in range(3):
            await showing.show(dark)
        while shows_quarters(await anext(reader)):
            pass
    await showing.aclose()
