"""``/ws`` as a bare ASGI endpoint: the handshake, then one reader and one writer until either ends."""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from functools import partial
from inspect import iscoroutine
from itertools import count
from typing import Final

from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from ringback.codec import decode
from ringback.config import Config
from ringback.errors import (
    AuthenticationError,
    InternalError,
    OriginRefused,
    ProtocolError,
    RingbackError,
    TokenExpired,
    TokenInUrl,
    TokenLate,
    TokenMissing,
)
from ringback.messages import Authenticate, CloseCode, Hello, ServerMessage
from ringback.server.authentication import Identity
from ringback.server.connection import Connection, Services
from ringback.server.handshake import check_origin, refuse_token_in_url, selected_subprotocol, token_in
from ringback.server.http import refusal, status_of
from ringback.server.outbox import Outbox
from ringback.server.shortcut import FRAMES_A_TURN, SHORTCUT, Listener, Shortcut
from ringback.server.turns import done

logger = logging.getLogger("ringback.server")

CLOSE_TIMEOUT_S: Final = 10.0
"""How long a client that reads nothing may keep us from sending the close frame."""

FLUSH_TIMEOUT_S: Final = 1.0
"""How long what is queued may take to leave before a connection is closed."""

NO_CODE: Final = 1005
GOODBYES: Final = (1000, 1001)
"""RFC 6455 §7.4.1: a normal closure, and a page that is left or a program that ends."""

MAX_REASON_BYTES: Final = 123
"""RFC 6455 §5.5: a close frame carries 125 bytes, two of them for the code."""


class AsgiLine:
    """The queue towards one client, and the wish to close it."""

    def __init__(self, config: Config, shortcut: Shortcut | None) -> None:
        self._shortcut = shortcut
        self.outbox = Outbox(max_messages=config.outbox_messages, max_bytes=config.outbox_bytes)
        self.closing: asyncio.Future[CloseCode] = asyncio.get_running_loop().create_future()

    def put(self, frame: bytes, _message: ServerMessage | None = None) -> None:
        """Send ``frame`` if nothing is before it, or queue it, or close the line when its queue is full."""
        if self.closing.done() or (self._shortcut and self.outbox.at_rest and self._shortcut.write(frame)):
            return
        if not self.outbox.put(frame):
            self.close(CloseCode.SLOW_CONSUMER)

    def replay(self, frames: Sequence[bytes]) -> None:
        """Queue what was missed; that counts towards no bound."""
        self.outbox.make_room(frames)
        for frame in frames:
            self.put(frame)

    def close(self, code: CloseCode) -> None:
        """End the line soon; the first code wins."""
        if not self.closing.done():
            self.closing.set_result(code)


class WebSocketEndpoint:
    """The ASGI application behind ``/ws``."""

    def __init__(self, config: Config, services: Services) -> None:
        self._config = config
        self._services = services
        self._open: set[_Conversation] = set()
        self._emptied = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one WebSocket from its handshake to its end."""
        conversation = _Conversation(scope, receive, send, self._config, self._services)
        self._open.add(conversation)
        try:
            await conversation.run()
        finally:
            self._open.discard(conversation)
            if not self._open:
                self._emptied.set()

    async def close_all(self, code: CloseCode) -> None:
        """End every connection, and wait until all are gone. Cancelling only stops the wait."""
        self._emptied.clear()
        for conversation in tuple(self._open):
            conversation.line.close(code)
        if self._open:
            await self._emptied.wait()


class _Conversation:
    def __init__(self, scope: Scope, receive: Receive, send: Send, config: Config, services: Services) -> None:
        self._handshake = HTTPConnection(scope)
        self._receive = receive
        self._send = send
        self._shortcut: Shortcut | None = scope.get("extensions", {}).get(SHORTCUT)
        self.line = AsgiLine(config, self._shortcut)
        self._unfinished: Awaitable[None] | None = None
        self._config = config
        self._services = services

    async def run(self) -> None:
        await self._receive()  # websocket.connect
        try:
            identity = await self._identify()
        except (AuthenticationError, InternalError) as error:
            await self._refuse(error)
            return
        await self._send({"type": "websocket.accept", "subprotocol": selected_subprotocol(self._handshake)})
        try:
            if identity is None:
                await self._converse(*await self._first_frame())
            else:
                await self._converse(identity, None)
        except (AuthenticationError, InternalError) as error:
            await self._close(close_code_of(error), str(error))
        except OSError:
            # The ASGI server raises one when the client is gone in the middle of a send.
            logger.debug("a client went away while it was being written to")

    async def _identify(self) -> Identity | None:
        await self._services.upkeep.started()
        check_origin(self._handshake, self._config.allowed_origins)
        refuse_token_in_url(self._handshake)
        return await self._services.authenticator.identify(self._handshake, token_in(self._handshake))

    async def _refuse(self, error: RingbackError) -> None:
        """Say no to the handshake.

        A page cannot see the HTTP answer of a refused handshake, only a close code; so where the token came the
        way a page sends it, the connection is accepted and closed with a code that the page can act on. An origin
        that is not allowed never gets that far.
        """
        from_page = bool(self._handshake.scope.get("subprotocols"))
        if from_page and not isinstance(error, OriginRefused | TokenInUrl):
            await self._send({"type": "websocket.accept", "subprotocol": selected_subprotocol(self._handshake)})
            await self._close(close_code_of(error), str(error))
        elif "websocket.http.response" in self._handshake.scope.get("extensions", {}):
            headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
            status = int(status_of(error))
            await self._send({"type": "websocket.http.response.start", "status": status, "headers": headers})
            await self._send({"type": "websocket.http.response.body", "body": refusal(error)})
        else:
            await self._send({"type": "websocket.close"})

    async def _first_frame(self) -> tuple[Identity, Hello | None]:
        """The identity from the first frame, which is due within ``authentication_timeout_s``.

        Raises:
            AuthenticationError: it came too late, brought no token, or a bad one.
        """
        try:
            async with asyncio.timeout(self._config.authentication_timeout_s):
                event = await self._receive()
                try:
                    message = decode(event.get("text") or "")
                except ProtocolError:
                    message = Hello()
                if not isinstance(message, Authenticate | Hello) or message.token is None:
                    raise TokenMissing("The first frame has to be `authenticate` or `hello` with a token.")
                identity = await self._services.authenticator.identify(self._handshake, message.token)
        except TimeoutError:
            raise TokenLate("No token came in time.") from None
        if identity is None:
            raise TokenMissing("The token is not known here.")
        return identity, message if isinstance(message, Hello) else None

    async def _converse(self, identity: Identity, hello: Hello | None) -> None:
        """Read and write until the client goes, or the line is to be closed."""
        closing = self.line.closing
        connection = Connection(self.line, self._handshake, identity, self._services)
        self._listen(partial(self._handle, connection))
        reader = asyncio.create_task(self._read(connection, hello))
        writer = asyncio.create_task(self._write(self.line.outbox))
        try:
            await asyncio.wait((reader, writer, closing), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._listen(None)
            connection.end(goodbye=_says_goodbye(reader))
            reader.cancel()
            await self._flush(writer)
            results = await asyncio.gather(reader, writer, return_exceptions=True)
            if iscoroutine(self._unfinished):
                self._unfinished.close()
        if closing.done():
            await self._close(closing.result())
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _flush(self, writer: asyncio.Task[None]) -> None:
        """Let the writer send what is queued before the line is closed, unless that is the very fault."""
        closing = self.line.closing
        self.line.outbox.end()
        try:
            if closing.done() and closing.result() is not CloseCode.SLOW_CONSUMER:
                await asyncio.wait((writer,), timeout=FLUSH_TIMEOUT_S)
        finally:
            writer.cancel()

    async def _read(self, connection: Connection, hello: Hello | None) -> int:
        """Handle what comes; returns the code with which the client has closed the connection."""
        if hello is not None:
            await done(connection.handle(hello))
        for number in count(1):
            event = await self._receive()
            if event["type"] != "websocket.receive" or self.line.closing.done():
                break
            if number % FRAMES_A_TURN == 0:
                await asyncio.sleep(0)
            text = event.get("text")
            if self._unfinished is not None:
                unfinished, self._unfinished = self._unfinished, None
                await unfinished
            elif text is None:
                connection.receive_binary()
            elif (work := connection.receive(text)) is not None:
                await work
        return int(event.get("code", NO_CODE))

    def _listen(self, listener: Listener | None) -> None:
        if self._shortcut is not None:
            self._shortcut.listen(listener)

    def _handle(self, connection: Connection, frame: bytes) -> bool:
        """A frame that has come by the shortcut. What it leaves to be waited for, a failure too, is the reader's."""
        if self.line.closing.done():
            return True
        try:
            self._unfinished = connection.receive(frame)
        except Exception as error:  # noqa: BLE001 - raised again where the frames of the other way raise theirs
            self._unfinished = _failed(error)
        return self._unfinished is None

    async def _write(self, outbox: Outbox) -> None:
        while (frame := await outbox.get()) is not None:
            await self._send({"type": "websocket.send", "text": frame.decode()})

    async def _close(self, code: CloseCode, reason: str = "") -> None:
        sentence = (reason or code.reason).encode()[:MAX_REASON_BYTES].decode(errors="ignore")
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._send({"type": "websocket.close", "code": int(code), "reason": sentence})
        except TimeoutError:
            logger.info("a client that reads nothing was cut off")


async def _failed(error: Exception) -> None:
    raise error


def _says_goodbye(reader: asyncio.Task[int]) -> bool:
    """Whether the client has closed its connection in order, which ends its session too."""
    return reader.done() and not reader.cancelled() and reader.exception() is None and reader.result() in GOODBYES


def close_code_of(error: RingbackError) -> CloseCode:
    """The close code that tells a client what to do about ``error``."""
    match error:
        case TokenExpired():
            return CloseCode.TOKEN_EXPIRED
        case TokenLate():
            return CloseCode.AUTHENTICATION_TIMEOUT
        case AuthenticationError():
            return CloseCode.UNAUTHENTICATED
        case _:
            return CloseCode.INTERNAL_ERROR
