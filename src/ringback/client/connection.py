"""One WebSocket of a session, from its hello to its end."""

import asyncio
import math
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, NoReturn

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from ringback.client.outbox import UNANSWERED
from ringback.client.session import Session
from ringback.client.signaling_errors import ConnectionLost, HandshakeRefused, SignalingError
from ringback.client.signaling_socket import CLOSE_TIMEOUT_S, decode, encode, why_it_ended
from ringback.messages import ClientMessage, Hello, ServerMessage, Welcome

WELCOME_S: Final = 10.0
"""How long a server may take to say welcome."""


class Connection:
    """Carries what ``session`` has to say, and hands what comes to ``on_message``, which flushes."""

    def __init__(
        self, socket: ClientConnection, session: Session, on_message: Callable[[ServerMessage], None]
    ) -> None:
        self._socket = socket
        self._session = session
        self._on_message = on_message
        self._loop = asyncio.get_running_loop()
        self._frames: asyncio.Queue[ClientMessage] = asyncio.Queue()
        self._timer: asyncio.TimerHandle | None = None
        self._failure: SignalingError | None = None

    async def run(self, hello: Hello) -> NoReturn:
        """Carry messages until it ends. Cancelling says goodbye to the server, and to the session with it; however
        else it ends, the session goes on.

        Raises:
            SignalingError: why it has ended.
        """
        writer = asyncio.create_task(self._write())
        self._frames.put_nowait(hello)
        try:
            await self._read()
        except ConnectionClosed as closed:
            raise self._failure or why_it_ended(closed) from None
        except TimeoutError:
            raise HandshakeRefused("The server did not say welcome: it is not a ringback server.") from None
        except asyncio.CancelledError:
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_TIMEOUT_S):
                    await self._socket.close()
            raise
        finally:
            self._stop_timer()
            writer.cancel()
            self._socket.transport.abort()
            await self._socket.wait_closed()
            await asyncio.wait((writer,))

    def flush(self) -> None:
        """Send what the session has to say now, and come back when it will have more."""
        try:
            for message in self._session.outgoing(self._loop.time(), room=UNANSWERED - self._frames.qsize()):
                self._frames.put_nowait(message)
        except SignalingError as error:
            self._failure = error
            self._socket.transport.abort()
            return
        self._stop_timer()
        if self._session.due < math.inf:
            self._timer = self._loop.call_at(self._session.due, self.flush)

    def network_changed(self) -> None:
        """Give the connection up if this machine has its address no longer; else ask the server whether it stands."""
        if _is_stranded(self._socket.local_address):
            self._failure = ConnectionLost("This machine has another address now.")
            self._socket.transport.abort()
        else:
            self._session.doubt(self._loop.time())
            self.flush()

    async def sent(self) -> None:
        """Wait until everything has gone out."""
        await self._frames.join()

    async def _read(self) -> NoReturn:
        async with asyncio.timeout(WELCOME_S) as patience:
            while True:
                message = decode(await self._socket.recv())
                if message is None:
                    self._session.heard(self._loop.time())
                    continue
                if isinstance(message, Welcome):
                    patience.reschedule(None)
                self._on_message(message)

    async def _write(self) -> None:
        with suppress(ConnectionClosed):  # the reader hears of it as well, and says why
            while True:
                message = await self._frames.get()
                await self._socket.send(encode(message))
                self._frames.task_done()
                if self._frames.empty():
                    self.flush()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


def _is_stranded(address: tuple[Any, ...] | None) -> bool:
    """Whether nothing can be sent from ``address`` any more: the system lends out only addresses that it has."""
    if not address:
        return False
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((address[0], 0, *address[2:]))
        except OSError:
            return True
    return False
