"""Sources of sound are closed, if they can be."""

from collections.abc import AsyncIterator

import pytest

from ringback.sound.closing import closing


class Source:
    """An iterator that can be closed, but is no generator."""

    def __init__(self) -> None:
        self.closed = 0

    def __aiter__(self) -> AsyncIterator[int]:
        return self

    async def __anext__(self) -> int:
        return 1

    async def aclose(self) -> None:
        self.closed += 1


class Bare:
    """One that cannot."""

    def __aiter__(self) -> AsyncIterator[int]:
        return aiter(Source())


async def test_it_is_closed_however_it_ends() -> None:
    source = Source()
    async with closing(source) as numbers:
        assert await anext(aiter(numbers)) == 1
    assert source.closed == 1
    with pytest.raises(OSError, match="out of order"):
        async with closing(source):
            raise OSError("out of order")
    assert source.closed == 2


async def test_what_cannot_be_closed_is_left_alone() -> None:
    async with closing(Bare()) as numbers:
        assert await anext(aiter(numbers)) == 1
