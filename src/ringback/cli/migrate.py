"""``ringback migrate``: the tables of the database, brought to this version or only looked at."""

import asyncio
from collections.abc import Callable, Coroutine

from ringback.config import MEMORY, Config
from ringback.errors import ConfigurationError, StoreUnavailable
from ringback.server.database import reason_of
from ringback.server.migration import migrate, newest_schema, schema_of

NOTHING_TO_DO = "Calls are kept in memory: there is nothing to migrate."


def migrated(config: Config) -> str:
    """Bring the tables to this version. Returns what was done, in a sentence.

    Raises:
        ConfigurationError: the database cannot be reached, or is that of a newer ringback.
    """
    if config.database_url == MEMORY:
        return NOTHING_TO_DO
    before, now = _asked(migrate, config.database_url), newest_schema()
    if before == now:
        return f"The database is up to date (schema {now})."
    return f"Migrated the database from schema {before} to {now}." if before else f"Made the tables (schema {now})."


def looked_at(config: Config) -> tuple[bool, str]:
    """Whether the tables are those of this version, and a sentence about it. Nothing is changed. Raises as above."""
    if config.database_url == MEMORY:
        return True, NOTHING_TO_DO
    before, now = _asked(schema_of, config.database_url), newest_schema()
    if before == now:
        return True, f"The database is up to date (schema {now})."
    state = f"is at schema {before}" if before else "has no tables yet"
    return False, f"The database {state}; this ringback uses schema {now}."


def _asked(ask: Callable[[str], Coroutine[None, None, str | None]], url: str) -> str | None:
    try:
        return asyncio.run(ask(url))
    except StoreUnavailable as error:
        raise ConfigurationError(f"RINGBACK_DATABASE_URL: it cannot be used: {reason_of(error)}") from error
