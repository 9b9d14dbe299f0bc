"""An application under a real uvicorn, on a free port of this machine, inside the test's own process."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import uvicorn
from starlette.types import ASGIApp

from ringback.server.websocket_protocol import FairWebSocketProtocol

HOST: Final = "127.0.0.1"

STOP_S: Final = 2
"""How long connections may take to end when the server stops."""


class AppServer(uvicorn.Server):
    """Serves ``app``, as ``ringback serve`` would; ``settings`` are uvicorn's."""

    def __init__(self, app: ASGIApp, **settings: Any) -> None:
        ours = {"ws": FairWebSocketProtocol, "ws_per_message_deflate": False, "log_config": None}
        super().__init__(uvicorn.Config(app, timeout_graceful_shutdown=STOP_S, **{**ours, **settings}))
        self._up: asyncio.Future[None] | None = None
        self._serving: asyncio.Task[None] | None = None

    async def begin(self, listener: socket.socket) -> None:
        """Serve on ``listener``; returns once somebody can connect.

        Raises:
            RuntimeError: the application did not start; the log says why.
        """
        self._up = asyncio.get_running_loop().create_future()
        self._serving = asyncio.create_task(self.serve(sockets=[listener]))
        await self._up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """For uvicorn."""
        assert self._up is not None  # noqa: S101 - uvicorn calls this in `begin`
        try:
            await super().startup(sockets)
        except SystemExit:
            self.should_exit = True
            self._up.set_exception(RuntimeError("The application did not start; the log says why."))
        else:
            self._up.set_result(None)

    async def end(self) -> None:
        """Stop as ``ringback serve`` does: nobody is let in any more, and whoever is connected is told."""
        for server in self.servers:
            server.close()
        await self.lifespan.shutdown()
        self.should_exit = True
        if self._serving is not None:
            await self._serving

    async def die(self) -> None:
        """Stop as a process that is killed: every connection ends without a word. What the application holds is tidied
        up all the same, once nobody can hear of it: the test goes on."""
        for server in self.servers:
            server.close()
        for connection in self.server_state.connections:
            connection.transport.abort()
        if self._serving is not None:
            self._serving.cancel()
        await self.lifespan.shutdown()


@asynccontextmanager
async def serving(app: ASGIApp, **settings: Any) -> AsyncIterator[str]:
    """``app`` in this event loop; yields ``127.0.0.1:PORT``. ``settings`` are uvicorn's."""
    server = AppServer(app, **settings)
    with socket.create_server((HOST, 0)) as listener:
        address = f"{HOST}:{listener.getsockname()[1]}"
        await server.begin(listener)
        try:
            yield address
        finally:
            await server.end()
