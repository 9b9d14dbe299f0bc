"""The connection to the server, for as long as the program is signed in."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from ringback.client import ServerUnreachable, SignalingClient, SignalingError
from ringback.messages import ServerMessage
from ringback.peer import PeerMessage
from ringback.peer.network_change import addresses, on_network_change

RETRY_S = 0.2


class Line:
    """Connects again when the network has changed, since SignalingClient does not: what is sent in the meantime waits,
    and goes out in its order."""

    def __init__(self, origin: str, token: str, receive: Callable[[ServerMessage], None]) -> None:
        self._origin = origin
        self._token = token
        self._receive = receive
        self._signaling: SignalingClient | None = None
        self._waiting: list[PeerMessage] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._from = addresses()
        self._stop_watching = on_network_change(self._follow)

    def send(self, message: PeerMessage) -> None:
        """Send it, or keep it until there is a connection. One from an address that is gone takes nothing any more,
        whoever notices first."""
        if self._signaling and addresses() == self._from:
            self._signaling.send(message)
        else:
            self._waiting.append(message)
            self._follow()

    async def connect(self) -> None:
        """Until the server has said welcome."""
        signaling = SignalingClient(self._origin, token=self._token, allow_insecure=True)
        await signaling.connect()
        self._run(self._read(signaling))
        self._signaling = signaling
        waiting, self._waiting = self._waiting, []
        for message in waiting:
            signaling.send(message)

    async def hang_up(self) -> None:
        """End it, and leave nothing running."""
        self._stop_watching()
        if self._signaling:
            await self._signaling.aclose()
        await asyncio.gather(*self._tasks)

    def _follow(self) -> None:
        now = addresses()
        if now == self._from or not any(now):
            return
        self._from = now
        if self._signaling:
            self._run(self._signaling.aclose())
            self._signaling = None
        self._run(self._connect_again())

    async def _connect_again(self) -> None:
        while True:
            with suppress(ServerUnreachable):
                return await self.connect()
            await asyncio.sleep(RETRY_S)

    async def _read(self, signaling: SignalingClient) -> None:
        with suppress(SignalingError):  # it breaks when the network changes
            async for message in signaling:
                self._receive(message)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
