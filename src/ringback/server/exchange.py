"""The running switchboard: the open connections, and the effects of the core performed on them."""

import asyncio
import logging
from collections.abc import Sequence
from itertools import count
from typing import Protocol

from ringback.codec import encode
from ringback.core.effects import ConnectionId, Effect
from ringback.core.switchboard import Switchboard
from ringback.messages import CallMessage, CloseCode, UserId

logger = logging.getLogger("ringback.server")


class Line(Protocol):
    """One open connection, whatever carries it."""

    def put(self, frame: bytes) -> None:
        """Queue ``frame``, or close the line when its queue is full. Never waits."""

    def close(self, code: CloseCode) -> None:
        """End the line soon. Never waits; closing twice does no harm."""


class Exchange:
    """Joins the core to the lines: one place where effects become frames."""

    def __init__(self) -> None:
        self._switchboard = Switchboard()
        self._lines: dict[ConnectionId, Line] = {}
        self._ids = count(1)
        self._emptied = asyncio.Event()

    def open(self, line: Line, user_id: UserId) -> ConnectionId:
        """Connect ``line`` for ``user_id``."""
        connection_id = next(self._ids)
        self._lines[connection_id] = line
        logger.info("connection %d opened", connection_id)
        logger.debug("connection %d belongs to user %r", connection_id, user_id)
        self._perform(self._switchboard.connect(connection_id, user_id))
        return connection_id

    def closed(self, connection_id: ConnectionId) -> None:
        """The line is gone; nothing more is put into it."""
        del self._lines[connection_id]
        if not self._lines:
            self._emptied.set()
        logger.info("connection %d closed", connection_id)
        self._perform(self._switchboard.disconnect(connection_id))

    def handle(self, connection_id: ConnectionId, message: CallMessage) -> None:
        """Hand a call message to the core and perform what it answers."""
        self._perform(self._switchboard.handle(connection_id, message))

    def watch_presence(self, connection_id: ConnectionId) -> None:
        """Tell this line who is online, now and from now on."""
        self._perform(self._switchboard.watch(connection_id))

    async def close_all(self, code: CloseCode) -> None:
        """End every line, as when the server stops, and wait until all are gone. Cancelling only stops the wait."""
        self._emptied.clear()
        for line in tuple(self._lines.values()):
            line.close(code)
        if self._lines:
            await self._emptied.wait()

    def _perform(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            frame = encode(effect.message)
            for connection_id in effect.to:
                self._lines[connection_id].put(frame)
