"""The tables are what the code thinks they are, whoever made them."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import select, text
from sqlalchemy.engine import Connection

from ringback.core.call import Call
from ringback.errors import ConfigurationError
from ringback.server.call_table import VERSION_TABLE, calls, metadata, to_call, to_report
from ringback.server.database import Database
from ringback.server.migration import MIGRATIONS, migrate, newest_schema, schema_of


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, metadata))


async def test_the_migrations_make_the_tables_of_the_code(database_url: str) -> None:
    await migrate(database_url)
    database = Database(database_url)
    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []
    await database.dispose()


async def test_the_calls_of_schema_1_stay(database_url: str) -> None:
    database = Database(database_url)
    async with database.writing() as connection:
        await connection.run_sync(_migrated_to, "1")
        columns = "digest, call_id, caller, callee, caller_device, state, revision, placed_at, caller_digest,"
        await connection.execute(
            text(
                f"INSERT INTO ringback_calls ({columns} callee_digest, node_id) VALUES (:d, 'c', 'alice', 'bob',"
                " 'tab', 'ringing', 1, 0.0, :d, :d, 'n')"
            ),
            {"d": bytes(16)},
        )
    assert await migrate(database_url) == "1"
    async with database.reading() as connection:
        (row,) = (await connection.execute(select(calls))).mappings()
    await database.dispose()
    assert to_call(row) == Call(call_id="c", caller="alice", callee="bob", caller_device="tab", placed_at=0.0)
    assert to_report(row, "alice") is None


def _migrated_to(connection: Connection, version: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


async def test_what_is_up_to_date_is_left_alone(database_url: str) -> None:
    assert await schema_of(database_url) is None
    assert await migrate(database_url) is None
    assert await migrate(database_url) == await schema_of(database_url) == newest_schema()


async def test_the_tables_of_a_newer_ringback_are_refused(database_url: str) -> None:
    await migrate(database_url)
    database = Database(database_url)
    async with database.writing() as connection:
        await connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '999'"))
    await database.dispose()
    with pytest.raises(ConfigurationError, match=r"newer ringback: schema 999.*Install"):
        await migrate(database_url)
    assert await schema_of(database_url) == "999"


def test_versions_are_numbered_from_one_without_a_fork() -> None:
    revisions = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    assert revisions[::-1] == [str(number + 1) for number in range(len(revisions))]
