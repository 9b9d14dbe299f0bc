"""The signalling of a Python program: messages of ``ringback.messages`` in both directions, over any connection."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from ringback.client.reconnection import Reconnection, ReconnectionOptions, SignalingState
from ringback.client.server_url import server_url
from ringback.client.session import Session
from ringback.client.signaling_errors import SignalingClosed, SignalingError, SlowConsumer
from ringback.client.signaling_socket import CLOSE_TIMEOUT_S
from ringback.client.token_source import TokenSource
from ringback.messages import CallMessage, DeviceId, PresenceWatch, ServerMessage, Welcome
from ringback.peer.application import tell
from ringback.peer.lifetime import Cancel
from ringback.peer.network_change import on_network_change

logger = logging.getLogger("ringback.client")

INBOX_MESSAGES: Final = 1024


def _nothing() -> None:
    """Nothing is watched."""


class SignalingClient:
    """Signed in to the server, from ``async with`` to its end, and connected again whenever the connection is lost.

        async with SignalingClient("https://example.org/calls", token=make_token) as signaling:
            async for message in signaling:
                match message: ...

    ``url`` is where ringback is mounted. ``token`` is a token, or a callable that makes one: then it is called for
    each connection, and in time to renew the token on the open one. ``presence`` asks to be told who is online.
    ``allow_insecure`` allows an unencrypted connection to another machine, for tests. ``on_state`` is told each
    change of ``state``. A program that is to find its calls again after a restart keeps a ``device_id`` of its own, as
    ``DeviceId`` in ``ringback.messages``; no two that run at once may have the same. Belongs to one event loop.

    Messages come in the order in which the server sent them, each once, to one reader at a time, whatever happens to
    connections in between. When the server does not remember the session, a ``welcome`` says that something may have
    been missed, and each call that it knows no more ends with a ``call-hangup``, for the reason ``lost``. What a newer
    server says and this version does not know is passed over.
    """

    def __init__(  # noqa: PLR0913 - an option each
        self,
        url: str,
        *,
        token: TokenSource,
        presence: bool = False,
        allow_insecure: bool = False,
        on_state: Callable[[SignalingState], object] | None = None,
        device_id: DeviceId | None = None,
    ) -> None:
        """Prepare; nothing is opened yet.

        Raises:
            ConfigurationError: the address cannot be used; see ``server_url``.
        """
        self._session = Session(device_id or secrets.token_urlsafe(16))
        options = ReconnectionOptions(
            url=server_url(url, allow_insecure=allow_insecure).websocket,
            token=token,
            presence=presence,
            on_message=self._received,
            on_state=self._enter,
        )
        self._connected = Reconnection(self._session, options)
        self._on_state = on_state
        self._state: SignalingState = "idle"
        self._inbox: asyncio.Queue[ServerMessage | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._begun = asyncio.Event()
        self._opened = asyncio.Event()
        self._closed = asyncio.Event()
        self._end: SignalingError | None = None
        self._stop_watching: Cancel = _nothing

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    @property
    def state(self) -> SignalingState:
        """How it stands with the connection now."""
        return self._state

    @property
    def user_id(self) -> str:
        """Who the server takes this client for.

        Raises:
            SignalingClosed: it has not been welcomed.
        """
        return self.welcome.user_id

    @property
    def welcome(self) -> Welcome:
        """The server's latest answer to a hello.

        Raises:
            SignalingClosed: it has not been welcomed.
        """
        if self._connected.welcome is None:
            raise SignalingClosed("The connection has not been opened.")
        return self._connected.welcome

    async def connect(self) -> Welcome:
        """Connect and say hello, once; ``async with`` does it. Cancelling leaves nothing open.

        Raises:
            SignalingError: one of its classes says why there is no connection. The first one has to succeed.
        """
        if self._task is not None or self._end is not None:
            raise SignalingClosed("A client is opened once; make a new one.")
        self._stop_watching = on_network_change(self._connected.network_changed)
        self._task = asyncio.create_task(self._stay_connected())
        try:
            await self._begun.wait()
        except BaseException:
            await self.aclose()
            raise
        if self._connected.welcome is None:
            self._check_open()
        return self.welcome  # an end that came since is told to whoever reads or sends

    async def opened(self) -> None:
        """Wait until there is a connection, or never will be one again. Cancelling stops only the waiting."""
        await self._opened.wait()

    async def closed(self) -> None:
        """Wait until there never will be a connection again; ``end`` says why. Cancelling stops only the waiting."""
        await self._closed.wait()

    @property
    def end(self) -> SignalingError | None:
        """Why there will be no connection again."""
        return self._end

    def send(self, message: CallMessage | PresenceWatch) -> None:
        """Have ``message`` sent, after those that were sent before. Never waits.

        Without a connection it waits for the next one. It is sent again on each connection until the server has
        answered it, and has its effect once.

        Raises:
            OutboxFull: more than 1024 messages wait for a connection; hanging up is always possible.
            SignalingError: why there never will be a connection again; SignalingClosed before it was opened and after
                ``aclose()``.
        """
        self._check_open()
        if self._task is None:
            raise SignalingClosed("The connection has not been opened.")
        self._session.send(message)
        self._connected.flush()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> ServerMessage:
        """The next message. Ends after ``aclose()``. Cancelling loses nothing.

        Raises:
            SignalingError: there will be no connection again, and everything that came before has been read.
        """
        message = await self._inbox.get()
        if message is not None:
            return message
        self._inbox.put_nowait(None)  # whoever asks again hears the same
        with suppress(SignalingClosed):
            self._check_open()
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """Say goodbye and leave nothing behind; again does nothing.

        What was sent before still goes out, if the server takes it within 2 s; what was not read is dropped.
        Cancelling skips the wait for the server.
        """
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._settled()
        except TimeoutError:
            logger.info("the server did not take the last messages")
        finally:
            self._ended(SignalingClosed("The connection was closed."))
        if self._task is not None:
            await asyncio.wait((self._task,))

    async def _settled(self) -> None:
        if self._end is None and self._task is not None:
            settled = asyncio.ensure_future(self._connected.settled())
            await asyncio.wait((settled, self._task), return_when=asyncio.FIRST_COMPLETED)
            settled.cancel()

    async def _stay_connected(self) -> None:
        try:
            await self._connected.run()
        except SignalingError as error:
            self._ended(error)

    def _received(self, message: ServerMessage) -> None:
        if self._inbox.qsize() >= INBOX_MESSAGES:
            raise SlowConsumer(f"{INBOX_MESSAGES} messages were waiting to be read.")
        self._inbox.put_nowait(message)

    def _enter(self, state: SignalingState) -> None:
        self._state = state
        if state in ("open", "closed"):
            self._opened.set()
        else:
            self._opened.clear()
        tell(self._on_state, state)
        if state == "open":
            self._begun.set()

    def _check_open(self) -> None:
        if self._end is not None:
            raise self._end.with_traceback(None)

    def _ended(self, error: SignalingError) -> None:
        """The first reason counts, except that nobody reads on after ``aclose()``."""
        if isinstance(error, SignalingClosed):
            while not self._inbox.empty():
                self._inbox.get_nowait()
            self._inbox.put_nowait(None)
        if self._end is not None:
            return
        self._end = error
        self._enter("closed")
        self._stop_watching()
        self._begun.set()
        self._closed.set()
        self._inbox.put_nowait(None)
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
