"""What waits goes together, each with an answer of its own."""

import asyncio
from collections.abc import Sequence

import pytest

from ringback.server import group_commit
from ringback.server.group_commit import GroupCommit


class FakeDatabase:
    """Writes when it is let, and shows what came together."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.may_write = asyncio.Event()

    async def write_all(self, changes: Sequence[str]) -> list[str]:
        self.groups.append(list(changes))
        await self.may_write.wait()
        if "bad" in changes:
            raise ValueError(changes)
        return [f"{change} done" for change in changes]


async def begun(group: GroupCommit[str, str], *changes: str) -> list[asyncio.Task[str]]:
    """Being written or waiting, in this order."""
    tasks = []
    for change in changes:
        tasks.append(asyncio.create_task(group.write(change)))
        for _ in range(3):
            await asyncio.sleep(0)
    return tasks


async def test_those_that_wait_while_one_is_written_go_together() -> None:
    database = FakeDatabase()
    tasks = await begun(GroupCommit(database.write_all), "a", "b", "c")
    database.may_write.set()
    assert await asyncio.gather(*tasks) == ["a done", "b done", "c done"]
    assert database.groups == [["a"], ["b", "c"]]


async def test_one_that_comes_when_all_are_written_does_not_wait() -> None:
    database = FakeDatabase()
    database.may_write.set()
    group: GroupCommit[str, str] = GroupCommit(database.write_all)
    assert [await group.write("a"), await group.write("b")] == ["a done", "b done"]
    assert database.groups == [["a"], ["b"]]


async def test_not_too_many_go_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "MOST", 2)
    database = FakeDatabase()
    tasks = await begun(GroupCommit(database.write_all), *"abcd")
    database.may_write.set()
    await asyncio.gather(*tasks)
    assert database.groups == [["a"], ["b", "c"], ["d"]]


async def test_a_failure_is_that_of_its_group_only() -> None:
    database = FakeDatabase()
    group: GroupCommit[str, str] = GroupCommit(database.write_all)
    tasks = await begun(group, "a", "bad", "c")
    database.may_write.set()
    first, *others = await asyncio.gather(*tasks, return_exceptions=True)
    assert first == "a done"
    assert [type(each) for each in others] == [ValueError, ValueError]
    assert await group.write("d") == "d done"


async def test_who_has_given_up_is_left_out_and_holds_up_nobody() -> None:
    database = FakeDatabase()
    first, second, third = tasks = await begun(GroupCommit(database.write_all), "a", "b", "c")
    for each in (first, second):
        each.cancel()
    await asyncio.sleep(0)
    database.may_write.set()
    assert await third == "c done"
    assert database.groups == [["a"], ["c"]]
    assert [each.cancelled() for each in tasks] == [True, True, False]
