"""What a program does in a call, and what follows when that fails."""

import asyncio
import inspect
from typing import Any, cast

import pytest

from ringback.client.call_errors import CallEnded, CallError
from ringback.client.call_tasks import CallTasks
from ringback.core.call import EndReason

OURS, THEIRS = cast(Any, "ours"), cast(Any, "theirs")


class Desk:
    """The tasks of one call."""

    def __init__(self) -> None:
        self.failed = 0
        self.tasks = CallTasks(lambda: "1c7b", lambda error: error.call is OURS, self.fail)

    def fail(self) -> None:
        self.failed += 1


async def raising(error: BaseException) -> None:
    await asyncio.sleep(0)
    raise error


@pytest.mark.parametrize("error", [RuntimeError("a mistake"), CallEnded(THEIRS, EndReason.COMPLETED)])
async def test_what_raises_ends_the_call_and_is_logged(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()
    await desk.tasks.create(raising(error))
    assert desk.failed == 1
    assert caplog.records[0].exc_info is not None
    assert caplog.records[0].exc_info[1] is error
    assert "the call 1c7b" in caplog.records[0].getMessage()


async def test_who_is_told_that_its_own_call_is_over_has_not_failed(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()
    error: CallError = CallEnded(OURS, EndReason.COMPLETED)
    await desk.tasks.create(raising(error))
    assert (desk.failed, caplog.records) == (0, [])


async def test_cancelling_ends_all_but_whoever_asks_for_it() -> None:
    desk = Desk()
    log: list[str] = []

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            log.append("cancelled")

    async def end() -> None:
        await desk.tasks.cancel()
        log.append("went on")

    desk.tasks.create(wait())
    await asyncio.sleep(0)
    desk.tasks.create(end())
    await desk.tasks.finished()
    assert log == ["cancelled", "went on"]
    assert desk.failed == 0


async def test_what_is_cancelled_before_its_first_turn_is_closed() -> None:
    desk = Desk()
    work = raising(RuntimeError("never"))
    desk.tasks.create(work)
    await desk.tasks.cancel()
    assert inspect.getcoroutinestate(work) == inspect.CORO_CLOSED
