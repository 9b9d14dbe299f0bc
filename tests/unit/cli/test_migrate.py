"""``ringback migrate``, as a person or a deployment script meets it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from ringback.server.migration import newest_schema
from tests.unit.cli.test_commands import environment, run

SCHEMA = f"schema {newest_schema()}"


def test_the_tables_are_made_once(tmp_path: Path) -> None:
    env = environment(tmp_path)
    said = [run("migrate", *arguments, env=env) for arguments in ([], ["--check"], [])]
    assert [(each.returncode, each.stdout.strip()) for each in said] == [
        (0, f"Made the tables ({SCHEMA})."),
        (0, f"The database is up to date ({SCHEMA})."),
        (0, f"The database is up to date ({SCHEMA})."),
    ]


def test_a_check_changes_nothing_and_says_what_is_needed(tmp_path: Path) -> None:
    env = environment(tmp_path)
    for _ in range(2):
        said = run("migrate", "--check", env=env)
        assert said.returncode == 1
        assert said.stdout.strip() == f"The database has no tables yet; this ringback uses {SCHEMA}."


def test_the_memory_needs_no_tables(tmp_path: Path) -> None:
    env = environment(tmp_path, RINGBACK_DATABASE_URL="memory:")
    for arguments in ([], ["--check"]):
        said = run("migrate", *arguments, env=env)
        assert (said.returncode, said.stdout) == (0, "Calls are kept in memory: there is nothing to migrate.\n")


def test_a_newer_database_is_refused_by_migrate_and_serve(tmp_path: Path) -> None:
    env = environment(tmp_path)
    run("migrate", env=env)
    with closing(sqlite3.connect(tmp_path / "calls.sqlite3")) as database:
        database.execute("UPDATE ringback_schema SET version_num = '999'")
        database.commit()
    for command in (["migrate"], ["serve", "--port", "0"]):
        said = run(*command, env=env)
        assert said.returncode == 2
        assert "a newer ringback: schema 999" in said.stderr
        assert "Traceback" not in said.stderr


def test_a_database_that_cannot_be_reached_is_a_sentence_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql://user:opensesame@/calls?host={tmp_path}"
    for command in (["migrate", "--check"], ["serve", "--port", "0"]):
        said = run(*command, env=environment(tmp_path, RINGBACK_DATABASE_URL=url))
        assert said.returncode == 2
        assert "RINGBACK_DATABASE_URL" in said.stderr
        assert "opensesame" not in said.stderr
        assert "Traceback" not in said.stderr
