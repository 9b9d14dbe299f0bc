"""The same random lives with their calls in SQLite, which has to do what the memory does."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from ringback.core.call import Call
from ringback.core.effects import SaveCall
from ringback.server.call_store import MemoryCallStore
from ringback.server.sql_call_store import SqlCallStore
from tests.protocol.machine import Life

EXAMPLES = int(os.environ.get("RINGBACK_STEPS", "20000")) // 500


class WaitedFor(MemoryCallStore):
    """A database, for who cannot wait."""

    def __init__(self, store: SqlCallStore) -> None:
        super().__init__()
        self._sql = store
        self._runner = asyncio.Runner()
        self._runner.run(store.open())

    async def save(self, saves: Sequence[SaveCall]) -> list[Call]:
        return self._runner.run(self._sql.save(saves)) if saves else []

    async def recent(self) -> list[Call]:
        return self._runner.run(self._sql.recent())

    def end(self) -> None:
        self._runner.run(self._sql.close())
        self._runner.close()


class LifeInADatabase(Life):
    def __init__(self) -> None:
        super().__init__()
        self.directory = TemporaryDirectory()
        url = f"sqlite:///{Path(self.directory.name) / 'calls.sqlite3'}"
        self.kept = self.world.store = WaitedFor(SqlCallStore(url, clock=lambda: self.world.now))

    def teardown(self) -> None:
        self.kept.end()
        self.directory.cleanup()


def test_every_call_comes_to_one_end_that_all_are_told() -> None:
    run_state_machine_as_test(
        LifeInADatabase,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=50,
            database=None,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
