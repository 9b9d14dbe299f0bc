"""Who else is alive, without comparing clocks."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ringback.server.database import Database
from ringback.server.migration import migrate
from ringback.server.nodes import STALE_S, Nodes


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    url = f"sqlite:///{tmp_path}/calls.sqlite3"
    await migrate(url)
    made = Database(url)
    yield made
    await made.dispose()


async def beat(database: Database, nodes: Nodes, now: float) -> int:
    async with database.writing() as connection:
        return await nodes.beat(connection, now)


async def test_two_that_beat_notice_each_other_from_the_second_look_on(database: Database) -> None:
    one, other = Nodes("one", 0.0), Nodes("other", 1e6)
    assert [await beat(database, one, 0.0), await beat(database, other, 1e6)] == [0, 0]
    assert [await beat(database, one, 3.0), await beat(database, other, 1e6 + 3)] == [0, 1]
    assert [await beat(database, one, 6.0), await beat(database, other, 1e6 + 6)] == [1, 1]


async def test_one_that_stops_is_gone_at_once(database: Database) -> None:
    one, other = Nodes("one", 0.0), Nodes("other", 0.0)
    for now in (0.0, 3.0):
        await beat(database, other, now)
        await beat(database, one, now)
    async with database.writing() as connection:
        await other.leave(connection)
    assert await beat(database, one, 6.0) == 0


async def test_one_that_dies_is_gone_after_a_while(database: Database) -> None:
    one, other = Nodes("one", 0.0), Nodes("other", 0.0)
    for now in (0.0, 3.0):
        await beat(database, other, now)
        await beat(database, one, now)
    assert await beat(database, one, 3.0 + STALE_S) == 1
    assert await beat(database, one, 3.1 + STALE_S) == 0
    assert await beat(database, other, 4.0 + STALE_S) == 1, "it was only asleep, and has its row again"
    assert await beat(database, one, 4.0 + STALE_S) == 1


async def test_one_that_died_before_we_came_is_never_taken_for_alive(database: Database) -> None:
    await beat(database, Nodes("dead", 0.0), 0.0)
    one = Nodes("one", 0.0)
    assert [await beat(database, one, now) for now in (1.0, 4.0, 7.0, 20.0)] == [0, 0, 0, 0]
