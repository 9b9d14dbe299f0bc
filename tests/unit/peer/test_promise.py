"""Operations that start at the call."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from ringback.peer.errors import EngineUnusable, PeerClosed
from ringback.peer.promise import follow, promise, reject, resolve
from ringback.testing.virtual_time import rest, virtual


@virtual
async def test_it_runs_to_the_first_await_at_the_call_and_on_by_itself() -> None:
    done: list[str] = []

    async def operation() -> str:
        done.append("begun")
        await asyncio.sleep(1)
        done.append("ended")
        return "result"

    outcome = promise(operation())
    assert done == ["begun"]
    assert await outcome == "result"
    assert done == ["begun", "ended"]


@virtual
async def test_one_that_waits_for_nothing_is_done_at_once() -> None:
    async def quick() -> int:
        return 7

    async def failing() -> None:
        raise ValueError("no")

    assert promise(quick()).result() == 7
    with pytest.raises(ValueError, match="no"):
        await promise(failing())


@virtual
async def test_it_waits_for_whatever_can_be_awaited_and_passes_errors_through() -> None:
    async def operation() -> str:
        future = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(1, future.set_exception, ValueError("first"))
        try:
            await future
        except ValueError as error:
            await asyncio.sleep(0)
            return f"{error} and {await asyncio.gather(asyncio.sleep(1, 'second'))}"
        return ""

    assert await promise(operation()) == "first and ['second']"


@virtual
async def test_cancelling_whoever_waits_stops_nothing() -> None:
    ended: list[bool] = []

    async def operation() -> None:
        await asyncio.sleep(1)
        ended.append(True)

    waiting = asyncio.create_task(_await(promise(operation())))
    await rest()
    waiting.cancel()
    await asyncio.sleep(2)
    assert waiting.cancelled()
    assert ended == [True]


@virtual
async def test_the_end_of_the_loop_reaches_it_where_it_waits() -> None:
    cleaned: list[bool] = []

    async def operation() -> None:
        try:
            await asyncio.sleep(10)
        finally:
            await asyncio.sleep(0)
            cleaned.append(True)

    outcome = promise(operation())
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await rest()
    assert outcome.cancelled()
    assert cleaned == [True]


def test_outside_a_running_loop_it_says_so() -> None:
    async def operation() -> None:
        raise AssertionError("never begun")

    with pytest.raises(EngineUnusable, match="running asyncio event loop"):
        promise(operation())


@virtual
async def test_that_it_was_closed_is_no_surprise_when_nobody_asks_but_another_error_is() -> None:
    surfaced: list[Any] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: surfaced.append(context["exception"]))

    async def closed() -> None:
        raise PeerClosed

    async def failed() -> None:
        await asyncio.sleep(0)
        raise ValueError("unseen")

    promise(closed())
    promise(failed())
    await rest()
    assert [str(error) for error in surfaced] == ["unseen"]


@virtual
async def test_settling_twice_changes_nothing() -> None:
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[int] = loop.create_future()
    resolve(outcome, 1)
    resolve(outcome, 2)
    reject(outcome, ValueError())
    other: asyncio.Future[int] = loop.create_future()
    other.set_result(3)
    follow(outcome, other)
    assert outcome.result() == 1


async def _await(future: "asyncio.Future[None]") -> None:
    await future


def test_closing_what_is_left_closes_it() -> None:
    closed: list[bool] = []

    async def operation() -> None:
        try:
            await asyncio.sleep(10)
        finally:
            closed.append(True)

    async def scenario() -> None:
        outcome = promise(operation())
        outcome.add_done_callback(lambda _: None)

    run: Coroutine[Any, Any, None] = scenario()
    asyncio.run(run)
    assert closed == [True]


def test_what_is_given_up_after_the_event_loop_has_ended_disturbs_nobody() -> None:
    loop = asyncio.new_event_loop()
    outcome: asyncio.Future[None] = loop.create_future()
    outcome.add_done_callback(lambda _: None)
    loop.close()
    reject(outcome, PeerClosed())
    assert not outcome.done()
