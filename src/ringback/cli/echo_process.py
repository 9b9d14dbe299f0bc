"""The echo beside a server, in a process of its own: the media engine's threads stay out of the server's."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from importlib.util import find_spec
from typing import Final

from ringback.errors import ConfigurationError

ECHO_USER: Final = "echo"
PATIENCE_S: Final = 5.0
"""How long the echo may take to hang up when the server stops."""


class EchoProcess:
    """Runs ``ringback echo`` against a server. It ends by itself when this process is gone, however that goes."""

    def __init__(self) -> None:
        """Check that there is what it needs.

        Raises:
            ConfigurationError: the media engine is not installed.
        """
        if find_spec("webrtc") is None:
            raise ConfigurationError("The echo needs the media engine. Install it: pip install 'ringback[peer]'")
        self._process: Process | None = None

    async def start(self, url: str) -> None:
        """Start it; it connects on its own."""
        command = (sys.executable, "-m", "ringback", "echo", url, "--user", ECHO_USER, "--until-stdin-ends")
        self._process = await asyncio.create_subprocess_exec(*command, stdin=PIPE)

    async def stop(self) -> None:
        """Have it hang up and end."""
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
