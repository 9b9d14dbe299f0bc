"""Promises: operations that start at the call, whether anybody awaits them or not.

asyncio starts a coroutine when it is awaited, and cancels it with whoever awaits it. Negotiation needs what JavaScript
does: descriptions, candidates and tracks take effect in the order in which they were handed over, in the same turn of
the event loop, and an operation of the engine that has begun is not undone by losing interest in it.
"""

import asyncio
from collections.abc import Awaitable, Coroutine, Generator
from inspect import isawaitable
from typing import Any, TypeVar

from ringback.peer.errors import EngineUnusable, PeerClosed

T = TypeVar("T")

_running: set[asyncio.Future[Any]] = set()
"""asyncio itself holds its tasks weakly."""


def promise(operation: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
    """Runs ``operation`` to its first await now, and the rest as a task. Cancelling the future stops nothing.

    Raises EngineUnusable outside a running event loop.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        operation.close()
        raise EngineUnusable("A connection can only be used from within a running asyncio event loop.") from None
    outcome: asyncio.Future[T] = loop.create_future()
    try:
        awaited = operation.send(None)
    except StopIteration as returned:
        outcome.set_result(returned.value)
    except Exception as error:  # noqa: BLE001 - belongs to whoever awaits the future
        reject(outcome, error)
    else:
        task = loop.create_task(_Rest(operation, awaited))
        _running.add(task)
        task.add_done_callback(_running.discard)
        task.add_done_callback(lambda done: follow(outcome, done))
    return outcome


async def wait_if_needed(result: object) -> None:
    """Awaits ``result`` when it is something to await."""
    if isawaitable(result):
        await result


def resolve(outcome: asyncio.Future[T], value: T) -> None:
    """Settles ``outcome``, unless it is settled already."""
    if not outcome.done():
        outcome.set_result(value)


def reject(outcome: asyncio.Future[Any], error: BaseException) -> None:
    """The same, with an error. Where the event loop is closed nobody can learn of it, and nothing happens."""
    if outcome.done() or outcome.get_loop().is_closed():
        return
    outcome.set_exception(error)
    if isinstance(error, PeerClosed):
        outcome.exception()  # asyncio would complain when nobody asks, and that it was closed is no surprise


def follow(outcome: asyncio.Future[T], done: asyncio.Future[T]) -> None:
    """The same, as ``done`` is settled."""
    if done.cancelled():
        outcome.cancel()
        return
    error = done.exception()
    if error is None:
        resolve(outcome, done.result())
    else:
        reject(outcome, error)


class _Rest(Coroutine[Any, Any, T]):
    """What is left of a coroutine that has been run to its first await, for a task to go on with."""

    def __init__(self, begun: Coroutine[Any, Any, T], awaited: Any) -> None:
        self._begun = begun
        self._awaited = [awaited]

    def send(self, value: Any) -> Any:
        return self._awaited.pop() if self._awaited else self._begun.send(value)

    def throw(self, *error: Any) -> Any:
        self._awaited.clear()
        return self._begun.throw(*error)

    def close(self) -> None:
        self._begun.close()

    def __await__(self) -> Generator[Any, Any, T]:
        raise NotImplementedError  # a task runs a coroutine by send() and throw()


Promise = Awaitable[T]
"""What such a method returns: await it to learn when and how it ended."""
