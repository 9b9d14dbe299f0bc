"""The echo, as a process of its own."""

import asyncio
import os
import select
from pathlib import Path

import pytest

from tests.calling import hears_itself
from tests.serving import SECRET
from tests.unit.cli.test_commands import environment, run, served


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    settings = {"RINGBACK_SECRET": SECRET, "RINGBACK_FALLBACK_STUN": "off", "WRTC_ALLOW_LOOPBACK": "1"}
    return environment(tmp_path, **settings)


async def test_the_echo_beside_a_server_sends_back_what_it_hears(env: dict[str, str]) -> None:
    with served("--echo", env=env) as (url, _):
        assert await hears_itself(url, "echo")


def test_the_echo_ends_with_its_server_also_when_that_is_killed(env: dict[str, str]) -> None:
    with served("--echo", env=env) as (url, server):
        assert asyncio.run(hears_itself(url, "echo"))
        children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        assert len(children) == 1
        echo = os.pidfd_open(int(children[0]))
        server.kill()
        assert select.select([echo], [], [], 10)[0], "it still runs"
        os.close(echo)


def test_an_echo_without_a_server_says_so(env: dict[str, str]) -> None:
    result = run("echo", "http://127.0.0.1:9", env=env)
    assert result.returncode == 3
    assert "No server can be reached at this address. (http://127.0.0.1:9)" in result.stderr
