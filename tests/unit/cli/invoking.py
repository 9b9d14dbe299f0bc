"""A command as a user of a test's server: in this process, or in one of its own."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from ringback.cli.commands import app
from ringback.testing import User

PATIENCE_S = 60.0
"""When a test with a process in it is stopped, and has failed: it may have to start on a busy machine."""

RINGBACK = str(Path(sys.executable).with_name("ringback"))


def invoked(user: User, *arguments: str, **environ: str | None) -> Result:
    """What a command says and how it ends; what nobody has foreseen comes out of it."""
    settings = {**user.environ, "NO_COLOR": "1", "COLUMNS": "200", **environ}
    result = CliRunner().invoke(app, arguments, env=settings)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def told(result: Result) -> list[dict[str, Any]]:
    """The objects of ``--json``."""
    return [json.loads(line) for line in result.stdout.splitlines()]


@asynccontextmanager
async def running(user: User, *arguments: str, cwd: Path | None = None) -> AsyncIterator[Process]:
    """A command as a process of its own, as that user. Killed at the end, if it still runs."""
    process = await asyncio.create_subprocess_exec(
        RINGBACK, *arguments, env={**others(), **user.environ}, cwd=cwd, stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def others() -> dict[str, str]:
    """The environment without any setting of ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("RINGBACK_")}


async def events_of(process: Process) -> AsyncIterator[dict[str, Any]]:
    """The objects of ``--json``, as they come."""
    assert process.stdout is not None
    async for line in process.stdout:
        yield json.loads(line)


async def event(process: Process, name: str) -> dict[str, Any]:
    """The next object of that name."""
    async for each in events_of(process):
        if each["event"] == name:
            return each
    raise AssertionError(f"it has ended without {name}")
