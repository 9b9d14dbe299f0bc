"""The example programs, as processes of their own against a real server."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ringback.client import Call
from ringback.testing.media import quarters, sine
from ringback.testing.media_files import write
from tests.calling import HERTZ, hears_itself, hears_the_tone, person, sees_the_quarters
from tests.serving import SECRET, ringback, serving, token_for
from tests.unit.cli.test_commands import environment

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture
def film(tmp_path: Path) -> str:
    """A file with the tone and the picture."""
    return str(write(tmp_path / "film.mp4", sound=sine(HERTZ, seconds=3), pictures=[quarters()] * 75))


@contextmanager
def program(tmp_path: Path, user: str, path: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A program of ``examples/`` that is ``user``; ended at the end."""
    settings = {"RINGBACK_SECRET": SECRET, "RINGBACK_FALLBACK_STUN": "off", "WRTC_ALLOW_LOOPBACK": "1"}
    env = environment(tmp_path, RINGBACK_TOKEN=token_for(user), **settings)
    command = [sys.executable, str(EXAMPLES / path), *arguments]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


async def test_echo_sends_back_what_it_hears(tmp_path: Path) -> None:
    async with serving(ringback().app) as address:
        with program(tmp_path, "parrot", "echo/echo.py", f"http://{address}"):
            assert await hears_itself(f"http://{address}", "parrot")


async def test_play_file_plays_its_file_and_hangs_up(tmp_path: Path, film: str) -> None:
    taken: asyncio.Future[Call] = asyncio.get_running_loop().create_future()

    async def take(call: Call) -> None:
        await call.accept()
        taken.set_result(call)
        await call.ended

    async with serving(ringback().app) as address, person(f"http://{address}", "alice", take):
        with program(tmp_path, "bob", "play-file/play_file.py", f"http://{address}", "alice", film) as caller:
            assert all(await asyncio.gather(hears_the_tone(await taken), sees_the_quarters(await taken)))
            said, _ = await asyncio.to_thread(caller.communicate)
            assert said == "alice: completed\n"
            assert caller.returncode == 0


async def test_play_file_says_when_nobody_is_there(tmp_path: Path, film: str) -> None:
    async with serving(ringback().app) as address:
        with program(tmp_path, "bob", "play-file/play_file.py", f"http://{address}", "alice", film) as caller:
            said, _ = await asyncio.to_thread(caller.communicate)
            assert said == "alice: They are not online.\n"
            assert caller.returncode == 1
