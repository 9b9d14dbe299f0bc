"""uvicorn's WebSocket protocol, with a bound on how long one client's bytes may keep everybody else waiting.

uvicorn parses all that has come from a socket in one go, which can be a quarter of a megabyte and thousands of frames,
and after a close frame of its own goes on parsing until the client's reply to that.

It is also the ``Shortcut`` past ASGI's events. Through them a frame passes two queues and wakes two tasks, which is
more work than everything else that is done about it.
"""

from typing import Any, Final, cast

from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State

from ringback.server.plain_text import framed, plain_text
from ringback.server.shortcut import FRAMES_A_TURN, SHORTCUT, Listener

SLICE_BYTES: Final = 16 * 1024
"""How much is parsed before others have their turn."""

MOST_UNWRITTEN: Final = 16
"""How many messages to one client are written at once."""

DEAF_S: Final = 1.0
"""How long the close frame has to reach a client that goes on sending."""


class FairWebSocketProtocol(WebSocketsSansIOProtocol):
    """Parses in slices, reading nothing meanwhile; and nothing more of a flood once it has been cut off."""

    _rest = b""
    _is_parsing = False
    _is_deaf = False
    _listener: Listener | None = None
    _is_awaited = False
    _left_of_turn = FRAMES_A_TURN

    def handle_connect(self, event: Request) -> None:
        """A handshake has come."""
        super().handle_connect(event)
        if not self.close_sent:
            cast("dict[str, Any]", self.scope["extensions"])[SHORTCUT] = self

    def listen(self, listener: Listener | None) -> None:
        """As ``Shortcut.listen``."""
        self._listener = listener

    def write(self, frame: bytes) -> bool:
        """As ``Shortcut.write``."""
        if len(self.conn.writes) >= MOST_UNWRITTEN:
            self._flush()
        if not self.writable.is_set() or self.conn.state is not State.OPEN:
            return False
        if not self.conn.writes:
            self.loop.call_soon(self._flush)
        self.conn.writes.append(framed(frame))
        return True

    def _flush(self) -> None:
        """Write all that has gathered: each writing is a system call, which costs as much as all that led to it."""
        gathered = b"".join(self.conn.data_to_send())
        if gathered and not self.transport.is_closing():
            self.transport.write(gathered)

    async def send(self, message: ASGISendEvent) -> None:
        """Send an event of ASGI."""
        await super().send(message)
        if message["type"] == "websocket.accept":
            del self.request, self.response  # 3 KiB of headers that nobody asks for again

    def data_received(self, data: bytes) -> None:
        """Bytes have come."""
        if self._is_deaf:
            return
        if self._is_parsing or len(data) > SLICE_BYTES:
            self._rest += data
            if not self._is_parsing:
                self._parse()
        else:
            self._received(data)

    async def receive(self) -> ASGIReceiveEvent:
        """The next event; reading goes on only when there is nothing left to parse."""
        self._is_awaited = True
        try:
            event = await super().receive()
        finally:
            self._is_awaited = False
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
        self._received(data)
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

    def _received(self, data: bytes) -> None:
        """Hand over the plain frames, and let websockets parse whatever else there is."""
        if self._listener is not None and self._is_between_messages():
            data = self._heard(data)
        if data:
            super().data_received(data)

    def _is_between_messages(self) -> bool:
        return not self.conn.reader.buffer and self.conn.current_size is None and self.conn.state is State.OPEN

    def _heard(self, data: bytes) -> bytes:
        """What is left of ``data`` when the listener has heard what it may hear now."""
        self._left_of_turn, end = FRAMES_A_TURN, 0
        while (
            self._listener is not None
            and self._is_awaited
            and self.queue.empty()
            and self._left_of_turn > 0
            and (found := plain_text(data, end)) is not None
        ):
            text, end = found
            self._left_of_turn -= 1
            if not self._listener(text):
                self.handle_text(Frame(Opcode.TEXT, b""))
        return data[end:] if end else data
