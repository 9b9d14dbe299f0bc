"""What the application gives us may raise anything, and be a coroutine function."""

import asyncio
from typing import Any

from ringback.peer.application import tell
from ringback.testing.virtual_time import rest, virtual


@virtual
async def test_a_listener_is_called_with_the_values() -> None:
    heard: list[object] = []
    tell(lambda *values: heard.append(values), 1, "two")
    tell(None, 3)
    assert heard == [(1, "two")]


@virtual
async def test_a_coroutine_function_is_begun_at_once_and_seen_through() -> None:
    heard: list[str] = []

    async def listener(value: str) -> None:
        heard.append(value)
        await asyncio.sleep(1)
        heard.append("later")

    tell(listener, "now")
    assert heard == ["now"]
    await asyncio.sleep(2)
    assert heard == ["now", "later"]


@virtual
async def test_its_errors_go_to_the_loops_exception_handler() -> None:
    surfaced: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: surfaced.append(context))

    def plain() -> None:
        raise ValueError("plain")

    async def slow() -> None:
        await asyncio.sleep(1)
        raise ValueError("slow")

    tell(plain)
    tell(slow)
    await asyncio.sleep(2)
    await rest()
    assert [str(context["exception"]) for context in surfaced] == ["plain", "slow"]
    assert "plain, called by ringback, failed" in surfaced[0]["message"]
