"""Databases for the tests of what is kept in one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgresql import PostgreSQL, postgresql


@pytest.fixture(scope="session")
def server() -> Iterator[PostgreSQL]:
    """A PostgreSQL for the whole session; each test has a database of its own."""
    with postgresql() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/calls.sqlite3"
    url: str = request.getfixturevalue("server").database()
    return url
