"""Sources of sound are closed by whoever reads them to the end, or stops before."""

from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

Item = TypeVar("Item")


@asynccontextmanager
async def closing(source: AsyncIterable[Item]) -> AsyncIterator[AsyncIterable[Item]]:
    """``source``, closed at the end if it can be: as ``contextlib.aclosing``, for iterables that need not have it."""
    try:
        yield source
    finally:
        aclose = getattr(source, "aclose", None)
        if aclose is not None:
            await aclose()
