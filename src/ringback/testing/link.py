"""The way between one client and the server, and what can go wrong on it.

It carries TCP, so it bends what is said to the server; media flow from peer to peer and do not pass here.
"""

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from ringback.loop_thread import LoopThread
from ringback.testing.app_server import HOST
from ringback.testing.kept_port import KeptPort

CHUNK: Final = 65_536
LONGEST_QUEUE: Final = 64
"""Chunks on their way; who sends more has to wait, as on a real way."""

RESET: Final = struct.pack("ii", 1, 0)
"""SO_LINGER of zero seconds: the connection is reset, not closed (socket(7))."""


class Link:
    """A port that leads to the server's. Every method may be called from any thread, and has happened when it returns.
    The port stays this link's while nobody listens there.

    Made by ``RingbackServer.user``.
    """

    def __init__(self, thread: LoopThread, server_port: int) -> None:
        self._thread = thread
        self._server_port = server_port
        self._listener: asyncio.Server | None = None
        self._transports: set[asyncio.WriteTransport] = set()
        self._delay_s = 0.0
        self._clear = asyncio.Event()
        self._clear.set()
        self._is_cut = False
        self._has_server = True
        self._kept = KeptPort()
        self.port = self._kept.number
        """Where a client finds it."""
        thread.run(self._listen())

    def reset(self) -> None:
        """Reset every connection that there is. The client can connect again at once."""
        self._do(self._reset)

    def cut(self) -> None:
        """Reset every connection, and refuse new ones until ``mend``: the cable is out."""
        self._is_cut = True
        self._do(self._reset)

    def black_hole(self) -> None:
        """Carry nothing until ``mend``, and say nothing of it: connections stay open, and new ones can be made."""
        self._do(self._clear.clear)

    def delay(self, seconds: float) -> None:
        """Carry everything so much later, each way, until ``mend``."""
        self._delay_s = seconds

    def mend(self) -> None:
        """Carry again. What a black hole has swallowed arrives now, as after a lost packet."""
        self._is_cut = False
        self._delay_s = 0.0
        self._do(self._clear.set)

    def server_is(self, *, up: bool) -> None:
        """Whether there is a server behind it: for the server, which otherwise would be missed by nobody."""
        self._has_server = up
        self._do(lambda: None)

    def close(self) -> None:
        """Cut it for good, and let its port go: for the server."""
        self.cut()
        self._kept.close()

    def _do(self, change: Callable[[], None]) -> None:
        async def do() -> None:
            change()
            await self._listen()

        self._thread.run(do())

    async def _listen(self) -> None:
        wanted = self._has_server and not self._is_cut
        if wanted and self._listener is None:
            self._listener = await asyncio.start_server(self._carry, sock=self._kept.listen())
        elif not wanted and self._listener is not None:
            self._kept.hold()
            self._listener.close()
            self._listener = None

    def _reset(self) -> None:
        for transport in self._transports:
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            from_server, to_server = await asyncio.open_connection(HOST, self._server_port)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer.transport, to_server.transport}
        self._transports |= ends
        try:
            async with asyncio.TaskGroup() as ways:
                ways.create_task(self._one_way(reader, to_server))
                ways.create_task(self._one_way(from_server, writer))
        except* OSError:
            pass
        finally:
            self._transports -= ends
            for end in ends:
                end.abort()

    async def _one_way(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        on_the_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(LONGEST_QUEUE)
        async with asyncio.TaskGroup() as both:
            both.create_task(self._take(reader, on_the_way))
            both.create_task(self._bring(on_the_way, writer))

    async def _take(self, reader: asyncio.StreamReader, on_the_way: asyncio.Queue[tuple[float, bytes]]) -> None:
        while True:
            data = await reader.read(CHUNK)
            await on_the_way.put((asyncio.get_running_loop().time() + self._delay_s, data))
            if not data:
                return

    async def _bring(self, on_the_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
        while True:
            due, data = await on_the_way.get()
            await asyncio.sleep(due - asyncio.get_running_loop().time())
            await self._clear.wait()
            if not data:
                with suppress(OSError):
                    writer.write_eof()
                return
            writer.write(data)
            await writer.drain()
