"""``Ringback``: everything the server does, as one object that an application mounts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp

from ringback.config import Config
from ringback.core.call import Timers
from ringback.core.switchboard import Rules
from ringback.errors import RingbackError
from ringback.messages import CloseCode
from ringback.server.authentication import Authenticate, Authenticator
from ringback.server.call_store import MemoryCallStore
from ringback.server.exchange import Exchange
from ringback.server.http import Routes, on_http_exception, on_ringback_error
from ringback.server.permission import CanCall, Permission
from ringback.server.session import Services
from ringback.server.websocket import WebSocketEndpoint

CLOSE_ALL_TIMEOUT_S: Final = 5.0
"""How long the end of a lifespan waits for clients that read nothing."""


def rules_of(config: Config) -> Rules:
    """The settings of calls, as the core takes them."""
    timers = Timers(
        ring_s=config.ring_timeout_s,
        connect_s=config.connect_timeout_s,
        lost_s=config.lost_party_timeout_s,
        presumed_s=config.presumed_party_timeout_s,
    )
    return Rules(timers=timers, call_waiting=config.call_waiting, max_devices=config.max_devices)


class Ringback:
    """A call server to mount: ``app.mount("/calls", Ringback(...).app)``.

    Args:
        config: the settings; ``Config.from_environ()`` when left out.
        authenticate: who is connecting, decided by the host application instead of by a JWT. Called with the
            connection (headers, cookies, session) and the token that came with it, if any; returns a user id, or None.
        can_call: ``can_call(caller, callee)``, asked before an offer is delivered; False becomes a ``call-error``
            ``not_allowed``. Plain or async; a plain one must not block. Everybody may call everybody when left out.

    Raises:
        ConfigurationError: nobody could be recognised: neither a key in the settings nor ``authenticate``.

    Nothing has to be started: it works with no lifespan events at all, as below a mount in Starlette. Where they do
    reach it, or the host enters ``lifespan()`` itself, the end of the lifespan closes every connection with code
    1001 so that clients come back to the next process at once.
    """

    def __init__(
        self,
        config: Config | None = None,
        *,
        authenticate: Authenticate | None = None,
        can_call: CanCall | None = None,
    ) -> None:
        self.config = config or Config.from_environ()
        authenticator = Authenticator(self.config, authenticate=authenticate)
        self._exchange = Exchange(MemoryCallStore(), rules_of(self.config))
        services = Services(
            authenticator=authenticator,
            exchange=self._exchange,
            permission=Permission(can_call, timeout_s=self.config.can_call_timeout_s),
            presence=self.config.presence,
        )
        self.app: ASGIApp = Starlette(
            routes=[
                WebSocketRoute("/ws", WebSocketEndpoint(self.config, services)),
                *Routes(self.config, authenticator).routes(),
            ],
            middleware=self._middleware(),
            exception_handlers={RingbackError: on_ringback_error, HTTPException: on_http_exception},
            lifespan=self.lifespan,
        )

    @asynccontextmanager
    async def lifespan(self, _app: object = None) -> AsyncIterator[None]:
        """While entered, the server runs; leaving closes every connection. Optional: see the class."""
        try:
            yield
        finally:
            with suppress(TimeoutError):
                async with asyncio.timeout(CLOSE_ALL_TIMEOUT_S):
                    await self._exchange.close_all(CloseCode.GOING_AWAY)

    def _middleware(self) -> list[Middleware]:
        if not self.config.allowed_origins:
            return []
        return [
            Middleware(
                CORSMiddleware,
                allow_origins=list(self.config.allowed_origins),
                allow_methods=["GET"],
                allow_headers=["authorization"],
                max_age=600,
            )
        ]
