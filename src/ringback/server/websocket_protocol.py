"""uvicorn's WebSocket protocol, with a bound on how long one client's bytes may keep everybody else waiting.

uvicorn parses all that has come from a socket in one go, which can be a quarter of a megabyte and thousands of frames,
and after a close frame of its own goes on parsing until the client's reply to that.
"""

from typing import Final

from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

SLICE_BYTES: Final = 16 * 1024
"""How much is parsed before others have their turn."""

DEAF_S: Final = 1.0
"""How long the close frame has to reach a client that goes on sending."""


class FairWebSocketProtocol(WebSocketsSansIOProtocol):
    """Parses in slices, reading nothing meanwhile; and nothing more of a flood once it has been cut off."""

    _rest = b""
    _is_parsing = False
    _is_deaf = False

    def data_received(self, data: bytes) -> None:
        """Bytes have come."""
        if self._is_deaf:
            return
        if self._is_parsing or len(data) > SLICE_BYTES:
            self._rest += data
            if not self._is_parsing:
                self._parse()
        else:
            super().data_received(data)

    async def receive(self) -> ASGIReceiveEvent:
        """The next event; reading goes on only when there is nothing left to parse."""
        event = await super().receive()
        if self._is_parsing:
            self.transport.pause_reading()
        return event

    def _parse(self) -> None:
        """Parse a slice, and the next one when everybody has had a turn."""
        if self.transport.is_closing():
            self._rest = b""
        data, self._rest = self._rest[:SLICE_BYTES], self._rest[SLICE_BYTES:]
        if self.close_sent and self._rest:
            self._turn_deaf()
            return
        self._is_parsing = bool(self._rest)
        super().data_received(data)
        if self._is_parsing:
            self.transport.pause_reading()
            self.loop.call_soon(self._parse)
        elif not self.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()

    def _turn_deaf(self) -> None:
        """The client may read why it was closed, and has no more to say."""
        self._is_deaf, self._is_parsing, self._rest = True, False, b""
        self.transport.resume_reading()
        self.loop.call_later(DEAF_S, self.transport.close)
