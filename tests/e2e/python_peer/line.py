"""The connection to the server, for as long as the program is signed in. SignalingClient keeps it up."""

import asyncio
from collections.abc import Callable

from ringback.client import SignalingClient
from ringback.messages import CallHangup, ServerMessage
from ringback.peer import PeerMessage


class Line:
    """Hands on what comes, in its order."""

    def __init__(self, origin: str, token: str, receive: Callable[[ServerMessage], None]) -> None:
        self._signaling = SignalingClient(origin, token=token, allow_insecure=True)
        self._receive = receive
        self._reading: asyncio.Task[None] | None = None

    def send(self, message: PeerMessage | CallHangup) -> None:
        """Send it now, or once there is a connection again."""
        self._signaling.send(message)

    async def connect(self) -> None:
        """Until the server has said welcome."""
        await self._signaling.connect()
        self._reading = asyncio.create_task(self._read())

    async def hang_up(self) -> None:
        """End it, and leave nothing running."""
        await self._signaling.aclose()
        if self._reading:
            await self._reading

    async def _read(self) -> None:
        async for message in self._signaling:
            self._receive(message)
