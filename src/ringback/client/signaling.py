"""The signalling connection of a Python program: messages of ``ringback.messages`` in both directions."""

import asyncio
import logging
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from ringback.client.server_url import server_url
from ringback.client.signaling_errors import (
    ConnectionLost,
    HandshakeRefused,
    SignalingClosed,
    SignalingError,
    SlowConsumer,
)
from ringback.client.signaling_socket import CLOSE_TIMEOUT_S, decode, encode, fits_a_header, open_socket, why_it_ended
from ringback.client.token_renewal import TokenRenewal
from ringback.client.token_source import TokenSource, token_from
from ringback.messages import ClientMessage, Hello, ServerMessage, TokenRefresh, TokenRefreshed, Welcome

logger = logging.getLogger("ringback.client")

WELCOME_S: Final = 10.0
"""How long a server may take to say welcome."""

INBOX_MESSAGES: Final = 1024
OUTBOX_MESSAGES: Final = 1024


class SignalingClient:
    """One connection to the server, from ``async with`` to its end; it does not connect again.

        async with SignalingClient("https://example.org/calls", token=make_token) as signaling:
            async for message in signaling:
                match message: ...

    ``url`` is where ringback is mounted. ``token`` is a token, or a callable that makes one: then it is called again
    in time to renew the token on the open connection. ``presence`` asks to be told who is online. ``allow_insecure``
    allows an unencrypted connection to another machine, for tests. Belongs to one event loop.

    Messages come in the order in which the server sent them, to one reader at a time. What a newer server says and
    this version does not know is passed over.
    """

    def __init__(self, url: str, *, token: TokenSource, presence: bool = False, allow_insecure: bool = False) -> None:
        """Prepare; nothing is opened yet.

        Raises:
            ConfigurationError: the address cannot be used; see ``server_url``.
        """
        self._url = server_url(url, allow_insecure=allow_insecure).websocket
        self._token = token
        self._presence = presence
        self._renewal = TokenRenewal(token, self._renew)
        self._inbox: asyncio.Queue[ServerMessage | None] = asyncio.Queue()
        self._outbox: asyncio.Queue[ClientMessage] = asyncio.Queue(OUTBOX_MESSAGES)
        self._has_begun = False
        self._task: asyncio.Task[None] | None = None
        self._settled = asyncio.Event()
        self._welcome: Welcome | None = None
        self._end: SignalingError | None = None

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    @property
    def user_id(self) -> str:
        """Who the server takes this client for.

        Raises:
            SignalingClosed: it has not been welcomed.
        """
        return self.welcome.user_id

    @property
    def welcome(self) -> Welcome:
        """The server's answer to the hello.

        Raises:
            SignalingClosed: it has not been welcomed.
        """
        if self._welcome is None:
            raise SignalingClosed("The connection has not been opened.")
        return self._welcome

    async def connect(self) -> Welcome:
        """Connect and say hello, once; ``async with`` does it. Cancelling leaves nothing open.

        Raises:
            SignalingError: one of its classes says why there is no connection.
        """
        if self._has_begun or self._end is not None:
            raise SignalingClosed("A connection is opened once; make a new client.")
        self._has_begun = True
        token = await token_from(self._token)
        socket = await open_socket(self._url, token)
        try:
            self._check_open()
        except SignalingError:
            await socket.close()
            raise
        self._task = asyncio.create_task(self._converse(socket))
        try:
            # a program takes several calls at once, or rejects what it cannot take
            in_hello = None if fits_a_header(token) else token
            self.send(Hello(token=in_hello, presence=self._presence, call_waiting=True))
            async with asyncio.timeout(WELCOME_S):
                await self._settled.wait()
        except TimeoutError:
            await self.aclose()
            raise HandshakeRefused("The server did not say welcome: it is not a ringback server.") from None
        except BaseException:
            await self.aclose()
            raise
        if self._welcome is None:
            self._check_open()
        return self.welcome  # an end that came since is told to whoever reads or sends

    def send(self, message: ClientMessage) -> None:
        """Queue ``message``; what is queued goes out in order. Never waits.

        A message queued just before the connection breaks may be lost without a word.

        Raises:
            SignalingError: why there is no connection any more; SignalingClosed before it was opened and after
                ``aclose()``; ConnectionLost also when the server takes nothing and the queue is full, and then the
                connection is given up.
        """
        self._check_open()
        if self._task is None:
            raise SignalingClosed("The connection has not been opened.")
        try:
            self._outbox.put_nowait(message)
        except asyncio.QueueFull:
            error = ConnectionLost("The server takes no messages.")
            self._ended(error)
            raise error from None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> ServerMessage:
        """The next message. Ends after ``aclose()``. Cancelling loses nothing.

        Raises:
            SignalingError: the connection has ended, and everything that came before has been read.
        """
        message = await self._inbox.get()
        if message is not None:
            return message
        self._inbox.put_nowait(None)  # whoever asks again hears the same
        with suppress(SignalingClosed):
            self._check_open()
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """End the connection and leave nothing behind; again does nothing.

        What was sent before still goes out, if the server takes it within 2 s; what was not read is dropped.
        Cancelling skips the wait for the server.
        """
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._outbox.join()
        except TimeoutError:
            logger.info("the server did not take the last messages")
        finally:
            self._ended(SignalingClosed("The connection was closed."))
        await self._renewal.aclose()
        if self._task is not None:
            await asyncio.wait((self._task,))

    async def _converse(self, socket: ClientConnection) -> None:
        """Read and write until either side ends it."""
        writer = asyncio.create_task(self._write(socket))
        try:
            while True:
                self._received(decode(await socket.recv()))
        except ConnectionClosed as closed:
            self._ended(why_it_ended(closed))
        except SlowConsumer as error:
            self._ended(error)
        finally:
            writer.cancel()
            await socket.close()
            await asyncio.wait((writer,))

    async def _write(self, socket: ClientConnection) -> None:
        while True:
            message = await self._outbox.get()
            try:
                await socket.send(encode(message))
            except ConnectionClosed:
                return  # the reader hears of it as well, and says why
            finally:
                self._outbox.task_done()

    def _received(self, message: ServerMessage | None) -> None:
        if isinstance(message, Welcome | TokenRefreshed):
            self._renewal.schedule(message.token_expires_in_ms)
        if isinstance(message, Welcome):
            self._welcome = message
            self._settled.set()
        elif message is not None and not isinstance(message, TokenRefreshed):
            if self._inbox.qsize() >= INBOX_MESSAGES:
                raise SlowConsumer(f"{INBOX_MESSAGES} messages were waiting to be read.")
            self._inbox.put_nowait(message)

    def _check_open(self) -> None:
        if self._end is not None:
            raise self._end.with_traceback(None)

    def _renew(self, token: str) -> None:
        with suppress(SignalingError):  # who uses the connection hears of its end
            self.send(TokenRefresh(token=token))

    def _ended(self, error: SignalingError) -> None:
        """The first reason counts, except that nobody reads on after ``aclose()``."""
        if isinstance(error, SignalingClosed):
            _drop_all(self._inbox)
            self._inbox.put_nowait(None)
        if self._end is not None:
            return
        self._end = error
        self._renewal.cancel()
        self._settled.set()
        _drop_all(self._outbox)
        self._inbox.put_nowait(None)
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()


def _drop_all(queue: asyncio.Queue[Any]) -> None:
    while not queue.empty():
        queue.get_nowait()
        queue.task_done()
