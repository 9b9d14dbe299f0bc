"""What is heard, as a program wants it."""

from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest

from ringback.peer.errors import WrongSampleRate, WrongShape
from ringback.peer.sample_queue import Samples
from ringback.sound import converted
from ringback.testing.media import hertz_of, sine
from tests.unit.peer.media_loopback import chunks


async def heard(sound: Samples, *lengths: int) -> AsyncIterator[Samples]:
    for chunk in chunks(sound, *lengths):
        yield chunk


@pytest.mark.parametrize(("rate", "chunk_ms"), [(48_000, 10), (16_000, 20), (8_000, 30), (22_050, 20)])
async def test_every_chunk_is_of_that_rate_and_length(rate: int, chunk_ms: int) -> None:
    found = [chunk async for chunk in converted(heard(sine(440, seconds=1), 480, 7), rate=rate, chunk_ms=chunk_ms)]
    assert {len(chunk) for chunk in found} == {rate * chunk_ms // 1000}
    assert {chunk.dtype for chunk in found} == {np.dtype(np.int16)}
    sound = np.concatenate(found)
    assert len(sound) / rate == pytest.approx(1, abs=chunk_ms / 1000 + 0.001)
    assert hertz_of(sound[:rate], rate=rate) == pytest.approx(440, abs=1.5)


async def test_float32_is_from_minus_one_to_one() -> None:
    loud = np.array([32_767, -32_768] * 240, np.int16)
    (chunk,) = [chunk async for chunk in converted(heard(loud, 480), dtype="float32")]
    assert chunk.dtype == np.float32
    assert (chunk.max(), chunk.min()) == pytest.approx((1, -1), abs=1e-4)
    assert chunk.min() == -1


async def test_the_last_chunk_is_filled_up() -> None:
    found = [chunk async for chunk in converted(heard(np.full(500, 7, np.int16), 500))]
    assert [int(chunk.sum()) for chunk in found] == [480 * 7, 20 * 7]


@pytest.mark.parametrize("dtype", ["int16", "float32"])
async def test_closing_it_closes_what_it_reads(dtype: Any) -> None:
    closed = []

    async def source() -> AsyncIterator[Samples]:
        try:
            while True:
                yield np.zeros(480, np.int16)
        finally:
            closed.append(True)

    chunks_of_it = converted(source(), dtype=dtype)
    await anext(chunks_of_it)
    await chunks_of_it.aclose()
    assert closed


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"rate": 7_999}, WrongSampleRate),
        ({"rate": 400_000}, WrongSampleRate),
        ({"dtype": "float64"}, WrongShape),
        ({"chunk_ms": 0}, WrongShape),
    ],
)
async def test_what_cannot_be_heard_is_told_at_once(options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        converted(heard(np.zeros(480, np.int16), 480), **options)
