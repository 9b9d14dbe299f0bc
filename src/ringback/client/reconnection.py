"""One WebSocket after another, for as long as they are wanted."""

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Literal, NoReturn

from ringback.client.backoff import backoff
from ringback.client.connection import Connection
from ringback.client.session import Session
from ringback.client.signaling_errors import (
    AuthenticationExpired,
    ServerUnreachable,
    SignalingError,
    SlowConsumer,
    TokenRefused,
)
from ringback.client.signaling_socket import fits_a_header, open_socket
from ringback.client.token_renewal import TokenRenewal
from ringback.client.token_source import TokenSource, token_from
from ringback.messages import CloseCode, GoingAway, ServerMessage, TokenRefreshed, Welcome

logger = logging.getLogger("ringback.client")

GOOD_S: Final = 5.0
"""A connection that lasted this long was a good one: the next is tried at once."""

LATER: Final = 3
"""As if so many tries had failed: after having sent too much at once."""

SignalingState = Literal["idle", "connecting", "open", "waiting", "closed"]
"""``waiting``: the connection is lost and is tried again soon. ``closed``: for good."""


@dataclass(frozen=True, kw_only=True)
class ReconnectionOptions:
    """Where to connect, as whom, and who is told."""

    url: str
    token: TokenSource
    presence: bool
    on_message: Callable[[ServerMessage], None]
    on_state: Callable[[SignalingState], None]


class Reconnection:
    """Keeps ``session`` connected."""

    def __init__(self, session: Session, options: ReconnectionOptions) -> None:
        self._session = session
        self._options = options
        self._renewal = TokenRenewal(options.token, self._renew)
        self._connection: Connection | None = None
        self._welcome: Welcome | None = None
        self._open_since: float | None = None
        self._return_at: float | None = None
        self._failures = 0
        self._refusals = 0
        self._opening: asyncio.Timeout | None = None
        self._wake = asyncio.Event()
        self._settled = asyncio.Event()
        self._settled.set()

    @property
    def welcome(self) -> Welcome | None:
        """The latest answer to a hello."""
        return self._welcome

    async def run(self) -> NoReturn:
        """Connect, again and again. Cancelling says goodbye and leaves nothing open.

        Raises:
            SignalingError: what connecting again does not mend: before the first welcome anything, then that the
                server refuses two new tokens in a row, or the same one, and that the program does not read.
        """
        try:
            while True:
                self._options.on_state("connecting")
                error = await self._connect_once()
                if self._is_final(error):
                    raise error
                level = logging.DEBUG if self._open_since is None else logging.INFO
                logger.log(level, "no connection: %s Calls go on, and it is tried again", error)
                self._options.on_state("waiting")
                await self._pause(self._delay(error))
        finally:
            await self._renewal.aclose()

    def flush(self) -> None:
        """The session has something to say: now if there is a connection, else once there is one."""
        if self._connection is not None:
            self._connection.flush()
        if self._session.settled:
            self._settled.set()
        else:
            self._settled.clear()

    async def settled(self) -> None:
        """Wait until the server has carried out everything that was said."""
        await self._settled.wait()
        if self._connection is not None:
            await self._connection.sent()

    def network_changed(self) -> None:
        """This machine has another network: a connection may be gone without a word, and a new one may work now."""
        self._wake.set()
        loop = asyncio.get_running_loop()
        opening, self._opening = self._opening, None
        if opening is not None:
            opening.reschedule(loop.time())
        if self._connection is not None:
            self._connection.network_changed()

    async def _connect_once(self) -> SignalingError:
        """One connection from its token to its end; why it ended."""
        self._open_since = None
        self._wake.clear()
        try:
            token = await token_from(self._options.token)
            await self._converse(token)
        except SignalingError as error:
            return error
        finally:
            self._connection = None
            self._renewal.cancel()

    async def _converse(self, token: str) -> NoReturn:
        try:
            async with asyncio.timeout(None) as self._opening:
                socket = await open_socket(self._options.url, token)
        except TimeoutError:
            raise ServerUnreachable("The network changed meanwhile.") from None
        finally:
            self._opening = None
        self._connection = Connection(socket, self._session, self._received)
        in_hello = None if fits_a_header(token) else token
        await self._connection.run(self._session.hello(token=in_hello, presence=self._options.presence))

    def _received(self, message: ServerMessage) -> None:
        now = asyncio.get_running_loop().time()
        if isinstance(message, Welcome | TokenRefreshed):
            self._renewal.schedule(message.token_expires_in_ms)
        if isinstance(message, GoingAway):
            self._return_at = now + message.reconnect_in_ms / 1000
        for each in self._session.received(message, now):
            self._options.on_message(each)
        if isinstance(message, Welcome):
            if self._welcome is not None:
                logger.info("connected again")
            self._welcome, self._open_since, self._refusals = message, now, 0
            self._options.on_state("open")
        self.flush()

    def _is_final(self, error: SignalingError) -> bool:
        if isinstance(error, TokenRefused | AuthenticationExpired):
            self._refusals += 1
            if isinstance(self._options.token, str) or self._refusals > 1:
                return True
        too_slow = isinstance(error, SlowConsumer) and error.close_code is None  # this program; not its connection
        return self._welcome is None or too_slow

    def _delay(self, error: SignalingError) -> float:
        now = asyncio.get_running_loop().time()
        if self._open_since is not None and now - self._open_since >= GOOD_S:
            self._failures = 0
        if error.close_code == CloseCode.RATE_LIMITED:
            self._failures = max(self._failures, LATER)
        delay = backoff(self._failures, random.random, in_call=self._session.is_awaited)
        self._failures += 1
        at, self._return_at = self._return_at, None
        return delay if at is None else max(0.0, at - now)

    async def _pause(self, delay: float) -> None:
        """Wait, but not for longer than it takes the network to come back."""
        with suppress(TimeoutError):
            async with asyncio.timeout(delay):
                await self._wake.wait()

    def _renew(self, token: str) -> None:
        self._session.refresh(token)
        self.flush()
