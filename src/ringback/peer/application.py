"""Calling what the application gave us."""

import asyncio
from collections.abc import Callable
from typing import Any

from ringback.peer.promise import promise, wait_if_needed


def tell(listener: Callable[..., object] | None, *values: object) -> None:
    """Calls ``listener``, and sees a coroutine function through. An error of its own goes to the event loop's
    exception handler, and disturbs nothing here."""
    if listener is not None:
        promise(_call(listener, values)).add_done_callback(lambda done: _surface(listener, done))


async def _call(listener: Callable[..., object], values: tuple[object, ...]) -> None:
    await wait_if_needed(listener(*values))


def _surface(listener: Callable[..., object], done: asyncio.Future[Any]) -> None:
    error = None if done.cancelled() else done.exception()
    if error is not None:
        name = getattr(listener, "__qualname__", repr(listener))
        context = {"message": f"{name}, called by ringback, failed", "exception": error}
        asyncio.get_running_loop().call_exception_handler(context)
