"""What ends together with a connection."""

import asyncio

import pytest

from ringback.peer.errors import EngineUnusable, PeerClosed
from ringback.peer.lifetime import Lifetime
from ringback.peer.promise import promise
from ringback.testing.virtual_time import rest, running_timers, virtual


def never() -> "asyncio.Future[None]":
    return asyncio.get_running_loop().create_future()


async def failing() -> None:
    raise ValueError("unseen")


@virtual
async def test_an_operation_that_is_never_done_is_given_up_at_the_end() -> None:
    lifetime = Lifetime()
    waiting = promise(lifetime.until(never()))
    lifetime.end()
    with pytest.raises(PeerClosed):
        await waiting


@virtual
async def test_what_is_done_at_the_very_end_comes_too_late() -> None:
    lifetime = Lifetime()
    operation = never()
    waiting = promise(lifetime.until(operation))
    operation.set_result(None)
    await asyncio.sleep(0)
    lifetime.end()
    with pytest.raises(PeerClosed):
        await waiting


@virtual
async def test_until_passes_on_what_happens_first() -> None:
    lifetime = Lifetime()
    assert await lifetime.until(promise(asyncio.sleep(1, 7))) == 7
    with pytest.raises(ValueError, match="unseen"):
        await lifetime.until(promise(failing()))


@virtual
async def test_after_the_end_until_raises_and_a_failure_behind_it_does_not_surface() -> None:
    lifetime = Lifetime()
    lifetime.end()
    with pytest.raises(PeerClosed):
        await lifetime.until(promise(failing()))
    await rest()


@virtual
async def test_cancelling_the_waiting_leaves_the_operation_alone() -> None:
    lifetime = Lifetime()
    operation = never()
    waiting = asyncio.create_task(lifetime.until(operation))
    await rest()
    waiting.cancel()
    await rest()
    assert waiting.cancelled()
    assert not operation.cancelled()


@virtual
async def test_timers_run_once_can_be_taken_back_and_end() -> None:
    lifetime = Lifetime()
    ran: list[str] = []
    lifetime.after(1, lambda: ran.append("one"))
    lifetime.after(2, lambda: ran.append("taken back"))()
    lifetime.after(3, lambda: ran.append("too late"))
    await asyncio.sleep(1)
    await rest()
    lifetime.end()
    assert running_timers() == 0
    await asyncio.sleep(10)
    assert ran == ["one"]


@virtual
async def test_sleep_wakes_in_time_and_raises_at_the_end() -> None:
    lifetime = Lifetime()
    before = lifetime.now()
    await lifetime.sleep(5)
    assert lifetime.now() - before == pytest.approx(5)
    asleep = promise(lifetime.sleep(5))
    lifetime.end()
    with pytest.raises(PeerClosed):
        await asleep
    assert running_timers() == 0


@virtual
async def test_it_ends_once_and_runs_what_is_left_to_do() -> None:
    lifetime = Lifetime()
    done: list[str] = []
    lifetime.at_end(lambda: done.append("kept"))
    lifetime.at_end(lambda: done.append("taken back"))()
    lifetime.end()
    lifetime.end()
    assert done == ["kept"]
    assert lifetime.ended


def test_outside_a_running_loop_there_is_none() -> None:
    with pytest.raises(EngineUnusable, match="running asyncio event loop"):
        Lifetime()
