"""When a newer token is fetched, in virtual time."""

import asyncio

from ringback.client.token_renewal import TokenRenewal
from ringback.testing.virtual_time import virtual


class Application:
    """Makes tokens, and notes when."""

    def __init__(self, *, failures: int = 0) -> None:
        self.failures = failures
        self.asked: list[float] = []
        self.used: list[tuple[float, str]] = []
        self.renewal = TokenRenewal(self.make, self.use)

    def make(self) -> str:
        self.asked.append(asyncio.get_running_loop().time())
        if len(self.asked) <= self.failures:
            raise OSError("out of order")
        return f"token {len(self.asked)}"

    def use(self, token: str) -> None:
        self.used.append((asyncio.get_running_loop().time(), token))


@virtual
async def test_after_four_fifths_of_the_time_that_remains() -> None:
    application = Application()
    application.renewal.schedule(600_000)
    await asyncio.sleep(1000)
    assert application.used == [(480.0, "token 1")]


@virtual
async def test_a_later_answer_of_the_server_counts() -> None:
    application = Application()
    application.renewal.schedule(600_000)
    await asyncio.sleep(100)
    application.renewal.schedule(100_000)
    await asyncio.sleep(1000)
    assert application.used == [(180.0, "token 1")]


@virtual
async def test_not_more_often_than_once_a_second() -> None:
    application = Application()
    application.renewal.schedule(10)
    await asyncio.sleep(1000)
    assert application.used == [(1.0, "token 1")]


@virtual
async def test_a_failure_is_tried_again_in_what_time_remains() -> None:
    application = Application(failures=2)
    application.renewal.schedule(100_000)
    await asyncio.sleep(1000)
    assert application.asked == [80.0, 96.0, 99.2]
    assert [token for _, token in application.used] == ["token 3"]


@virtual
async def test_failures_end_with_the_token() -> None:
    application = Application(failures=1000)
    application.renewal.schedule(100_000)
    await asyncio.sleep(1000)
    assert len(application.asked) < 10
    assert application.used == []


@virtual
async def test_a_token_that_never_expires_and_one_that_is_fixed_are_left_alone() -> None:
    application = Application()
    application.renewal.schedule(None)
    fixed = TokenRenewal("fixed", application.use)
    fixed.schedule(1000)
    await asyncio.sleep(1000)
    assert application.used == []
    assert len(asyncio.all_tasks()) == 1


@virtual
async def test_closing_leaves_nothing() -> None:
    application = Application()
    await application.renewal.aclose()
    application.renewal.schedule(1000)
    await application.renewal.aclose()
    assert len(asyncio.all_tasks()) == 1
    await asyncio.sleep(1000)
    assert application.used == []
