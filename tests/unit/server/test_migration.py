"""The tables are what the code thinks they are, whoever made them."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection

from ringback.errors import ConfigurationError
from ringback.server.call_table import VERSION_TABLE, metadata
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
