"""Text and bytes beside the sound of a call."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final

from ringback.client.inbox import Inbox
from ringback.peer import DataChannel, PeerClosed

LABEL: Final = "data"


class CallData(AsyncIterator[str | bytes]):
    """Messages of the other side, as an asynchronous iterator, and ``send`` for those to it. 256 may wait to be read;
    then the oldest are dropped, and counted in ``dropped``.

    Both sides may begin. Whoever sends first makes a data channel, and the other one answers on it; two that were made
    at once are both heard. After a rejoin the next ``send`` makes another one.
    """

    def __init__(self, make: Callable[[str], DataChannel], over: Callable[[], Exception]) -> None:
        self._make = make
        self._over = over
        self._channel: DataChannel | None = None
        self._opened = asyncio.Event()
        self._inbox: Inbox[str | bytes] = Inbox()
        self._closed = False

    @property
    def dropped(self) -> int:
        """How many messages were not read in time."""
        return self._inbox.dropped

    def came(self, channel: DataChannel) -> None:
        """The other side has made one."""
        if channel.label == LABEL:
            self._listen(channel)
            if self._channel is None or self._channel.ready_state != "open":
                self._use(channel)

    async def send(self, message: str | bytes) -> None:
        """Send it, in order, each once, while the connection lasts. Waits until there is a channel, and while more
        than 1 MiB is on its way. Cancelling it while it waits sends nothing.

        Raises:
            CallError: the call is over.
        """
        while not self._closed:
            if self._channel is None or self._channel.ready_state in ("closing", "closed"):
                channel = self._make(LABEL)
                self._listen(channel)
                self._use(channel)
            await self._opened.wait()
            if self._channel is not None and self._channel.ready_state == "open":
                try:
                    return await self._channel.send(message)
                except PeerClosed:
                    continue  # the next connection of this call, or its end
        raise self._over()

    async def __anext__(self) -> str | bytes:
        """The next message of the other side; ends with the call. Cancelling loses nothing."""
        return await anext(self._inbox)

    def connected(self) -> None:
        """There is a connection, or another one: a channel of the one before is no more."""
        if self._channel is not None:
            self._settled(self._channel)

    def close(self) -> None:
        """The call is over."""
        self._closed = True
        self._opened.set()
        self._inbox.close()

    def _listen(self, channel: DataChannel) -> None:
        channel.on("message", self._inbox.put)
        channel.on("open", lambda: self._settled(channel))
        channel.on("close", lambda: self._settled(channel))

    def _use(self, channel: DataChannel) -> None:
        self._channel = channel
        self._opened.clear()
        self._settled(channel)

    def _settled(self, channel: DataChannel) -> None:
        if channel is self._channel and channel.ready_state != "connecting":
            self._opened.set()
