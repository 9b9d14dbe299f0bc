"""The connection to the database: SQLite in a file, or PostgreSQL. Waiting for somebody else in it has an end."""

import asyncio
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, bindparam, event, func, make_url, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_only

from ringback.errors import ConfigurationError, RingbackError, StoreUnavailable

CONNECT_TIMEOUT_S: Final = 5.0
STATEMENT_TIMEOUT_S: Final = 5.0
"""How long a connection and a statement may take, also when it waits for somebody else."""

WAL_RETRY_S: Final = 0.01

POOL_SIZE: Final = 10
OUR_LOCKS: Final = 0x72696E67
"""The first half of the keys of our advisory locks: they do not meet those of an application in the database."""


class CommitUncertain(StoreUnavailable):
    """The connection was lost in the middle of the commit: it may have been stored, or not."""


class Database:
    """Transactions on one database, whose statements may take ``patience_s``.

    Raises:
        ConfigurationError: the URL cannot be read, or the driver for it is not installed.
    """

    def __init__(self, url: str, *, patience_s: float = STATEMENT_TIMEOUT_S) -> None:
        self._is_sqlite = url.startswith("sqlite:")
        self._engine = (_sqlite if self._is_sqlite else _postgresql)(url, patience_s)
        # SQLite has one writer at a time. In this process they wait in order; only others have to be waited for by
        # trying again and again, which is what its own timeout does.
        self._writers: AbstractAsyncContextManager[Any] = asyncio.Lock() if self._is_sqlite else nullcontext()

    @property
    def has_one_writer(self) -> bool:
        """Whether transactions that write wait for each other, whatever they write."""
        return self._is_sqlite

    async def dispose(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that changes nothing.

        Raises:
            StoreUnavailable: the database does not answer.
        """
        with _told_apart():
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is committed at the end, unless it was rolled back before or an error ends it.

        Raises:
            StoreUnavailable: the database does not answer; nothing was stored.
            CommitUncertain: nobody knows.
        """
        with _told_apart():
            async with self._writers, self._engine.connect() as connection:
                await connection.execution_options(ringback_begin="BEGIN IMMEDIATE")
                await connection.begin()
                yield connection
                if connection.in_transaction():
                    await _commit(connection)

    async def lock(self, connection: AsyncConnection, name: bytes) -> None:
        """Wait until no other writing transaction has locked ``name``, and lock it to the end of this one.

        On SQLite a writing transaction has locked everything already.
        """
        if not self._is_sqlite:
            key = int.from_bytes(name[:4], "big", signed=True)
            await connection.execute(_LOCK, {"key": key})


_LOCK: Final = select(func.pg_advisory_xact_lock(OUR_LOCKS, bindparam("key")))


def reason_of(error: StoreUnavailable) -> str:
    """What the driver has said, in a line."""
    cause = error.__cause__ or error
    cause = getattr(cause, "orig", None) or cause
    return str(cause).partition("\n")[0] or type(cause).__name__


@contextmanager
def _told_apart() -> Iterator[None]:
    """Whatever a driver raises becomes ours; ours pass."""
    try:
        yield
    except RingbackError:
        raise
    except Exception as error:
        raise StoreUnavailable("The database does not answer. Try again.") from error


async def _commit(connection: AsyncConnection) -> None:
    try:
        await connection.commit()
    except Exception as error:
        raise CommitUncertain("The connection to the database was lost.") from error


def _sqlite(url: str, patience_s: float) -> AsyncEngine:
    path = Path(_parsed(url).database or "")
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        # None: transactions begin where we say so, and not where the driver guesses
        connect_args={"timeout": patience_s, "isolation_level": None},
        pool_size=POOL_SIZE,
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "do_connect")
    def make(*_: object) -> None:
        _make_private(path)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        _use_wal(cursor, patience_s)
        # in WAL this survives the end of the process; after a loss of power the last moments may be missing
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("ringback_begin", "BEGIN"))

    return engine


def _use_wal(cursor: Any, patience_s: float) -> None:
    """Where several ask for it at once, SQLite does not make them wait for each other, whatever its timeout."""
    until = time.monotonic() + patience_s
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            await_only(asyncio.sleep(WAL_RETRY_S))
        else:
            return


def _make_private(path: Path) -> None:
    """Nobody else on this machine reads who called whom; SQLite gives its other files the same mode."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise ConfigurationError(
            f"RINGBACK_DATABASE_URL: the file {path.absolute()} cannot be written: {error.strerror}. "
            "Name another one, such as sqlite:////var/lib/ringback/calls.sqlite3."
        ) from None


def _postgresql(url: str, patience_s: float) -> AsyncEngine:
    try:
        import asyncpg  # type: ignore[import-untyped]  # noqa: PLC0415 - an optional dependency, without types
    except ImportError:
        raise ConfigurationError(
            "RINGBACK_DATABASE_URL names PostgreSQL, whose driver is not installed. "
            "Install it: pip install 'ringback[postgresql]'"
        ) from None
    _parsed(url)

    async def connect() -> Any:
        # asyncpg reads the URL as libpq does, `sslmode` and all
        return await asyncpg.connect(
            url,
            timeout=CONNECT_TIMEOUT_S,
            command_timeout=patience_s + CONNECT_TIMEOUT_S,  # for when the server says nothing at all
            server_settings={
                "application_name": "ringback",
                "statement_timeout": f"{patience_s:g}s",
                "idle_in_transaction_session_timeout": f"{patience_s:g}s",
            },
        )

    return create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=POOL_SIZE,
        pool_timeout=CONNECT_TIMEOUT_S,
        hide_parameters=True,  # they are user ids, and errors are logged
    )


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError:  # its message holds the URL, and so the password
        raise ConfigurationError("RINGBACK_DATABASE_URL cannot be read as a URL.") from None
