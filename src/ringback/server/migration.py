"""Bringing the tables to this version, by whichever process comes first."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from ringback.errors import ConfigurationError
from ringback.server.call_table import VERSION_TABLE
from ringback.server.database import Database
from ringback.server.digests import digest

MIGRATIONS: Final = Path(__file__).with_name("migrations")
LOCK: Final = digest("migration")
PATIENCE_S: Final = 600.0
"""How long a migration may take, and wait for another process that migrates."""


async def schema_of(url: str) -> str | None:
    """The version of the tables in a database; None when there are none yet. Raises as ``migrate``."""
    async with _opened(url) as database, database.reading() as connection:
        return await connection.run_sync(_version)


def newest_schema() -> str:
    """The version that this ringback works with."""
    (head,) = _scripts().get_heads()
    return head


async def migrate(url: str) -> str | None:
    """Bring the tables to the newest version, in one transaction. Returns the one before; None if there was none.

    Of several processes one does it, and the others wait for it.

    Raises:
        ConfigurationError: the URL cannot be used, or the tables are those of a newer ringback.
        StoreUnavailable: the database does not answer.
    """
    async with _opened(url) as database, database.writing() as connection:
        await database.lock(connection, LOCK)
        return await connection.run_sync(_upgrade)


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    database = Database(url, patience_s=PATIENCE_S)
    try:
        yield database
    finally:
        await database.dispose()


def _upgrade(connection: Connection) -> str | None:
    before = _version(connection)
    if before is not None and before not in {script.revision for script in _scripts().walk_revisions()}:
        raise ConfigurationError(
            f"The database of RINGBACK_DATABASE_URL has the tables of a newer ringback: schema {before}, and this one "
            f"knows up to {newest_schema()}. Install that ringback or a newer one, or use another database."
        )
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return before


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))
