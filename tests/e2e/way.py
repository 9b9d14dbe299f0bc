"""The way to a server that can be taken away, and a server that can be killed; both on this machine."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from .processes import Process

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter

HOST = "127.0.0.1"


class Way:
    """A port of its own that leads to the server's, for one client."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._writers: set[StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        await self.restore()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.cut()
        await asyncio.sleep(0)

    @property
    def url(self) -> str:
        """Where the server is, on this way."""
        return f"http://{HOST}:{self._port}"

    def cut(self) -> None:
        """End every connection without a word, and take none."""
        if self._server is not None:
            self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    async def restore(self) -> None:
        """Take connections."""
        self._server = await asyncio.start_server(self._carry, HOST, self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def _carry(self, reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(OSError):
            there, back = await asyncio.open_connection(HOST, self._to)
            ends = {writer, back}
            self._writers |= ends
            await asyncio.gather(_pump(reader, back), _pump(there, writer))
            self._writers -= ends
        writer.transport.abort()


async def _pump(reader: StreamReader, writer: StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.transport.abort()


class KillableServer:
    """`ringback serve`, again and again on one port and one database."""

    def __init__(self, port: int, environment: dict[str, str]) -> None:
        """Start it; it answers when this returns."""
        self.port = port
        self._environment = environment
        self._process = self._start()

    def kill(self) -> None:
        """As `kill -9` does."""
        self._process.kill()

    def restart(self) -> None:
        """Start it anew; it answers when this returns."""
        self._process = self._start()

    def close(self) -> None:
        """Stop it."""
        self._process.close()

    @property
    def log(self) -> str:
        """What the latest one printed."""
        return self._process.log

    def _start(self) -> Process:
        command = [str(Path(sys.executable).with_name("ringback")), "serve", "--port", str(self.port)]
        process = Process("ringback serve", command, env=self._environment)
        process.wait_for_port(HOST, self.port)
        return process
