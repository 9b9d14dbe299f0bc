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

from ringback.config import MEMORY, Config
from ringback.core.call import Timers
from ringback.core.limits import Allowance, Allowances
from ringback.core.session import SessionLimits
from ringback.core.switchboard import Rules
from ringback.errors import RingbackError
from ringback.messages import CloseCode, Heartbeat
from ringback.server.authentication import Authenticate, Authenticator
from ringback.server.call_store import CallStore, MemoryCallStore
from ringback.server.connection import Services
from ringback.server.exchange import Exchange
from ringback.server.history import History
from ringback.server.http import Routes, on_http_exception, on_ringback_error
from ringback.server.permission import CanCall, Permission
from ringback.server.reports import Reports
from ringback.server.sessions import SessionRules, Sessions
from ringback.server.sql_call_store import SqlCallStore
from ringback.server.upkeep import Upkeep
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


def allowances_of(config: Config) -> Allowances:
    """The settings of what one connection may send."""
    return Allowances(
        call=Allowance(*config.rate("call_rate")),
        candidate=Allowance(*config.rate("candidate_rate")),
        message=Allowance(*config.rate("message_rate")),
        control=Allowance(*config.rate("control_rate")),
    )


def session_rules_of(config: Config) -> SessionRules:
    """The settings of sessions."""
    return SessionRules(
        limits=SessionLimits(window_s=config.session_window_s),
        heartbeat=Heartbeat(
            interval_ms=round(config.heartbeat_interval_s * 1000),
            timeout_ms=round(config.heartbeat_timeout_s * 1000),
            in_call_interval_ms=round(config.in_call_heartbeat_interval_s * 1000),
            in_call_timeout_ms=round(config.in_call_heartbeat_timeout_s * 1000),
        ),
        grace_s=config.away_grace_s,
    )


def store_of(config: Config) -> CallStore:
    """Where calls are kept, by the settings."""
    return MemoryCallStore() if config.database_url == MEMORY else SqlCallStore(config.database_url)


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

    Nothing has to be started: it works with no lifespan events at all, as below a mount in Starlette, and opens its
    database when the first client connects. Where they do reach it, or the host enters ``lifespan()`` itself, it opens
    it then, and the end of the lifespan closes every connection with code 1001 so that clients come back to the next
    process at once.
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
        store = store_of(self.config)
        self._exchange = Exchange(store, rules_of(self.config))
        self._upkeep = Upkeep(store, self._exchange, history_days=self.config.history_days)
        self._sessions = Sessions(self._exchange, session_rules_of(self.config))
        services = Services(
            authenticator=authenticator,
            exchange=self._exchange,
            sessions=self._sessions,
            reports=Reports(store),
            permission=Permission(can_call, timeout_s=self.config.can_call_timeout_s),
            presence=self.config.presence,
            allowances=allowances_of(self.config),
            upkeep=self._upkeep,
        )
        self._endpoint = WebSocketEndpoint(self.config, services)
        self.app: ASGIApp = Starlette(
            routes=[
                WebSocketRoute("/ws", self._endpoint),
                *Routes(self.config, authenticator, self._upkeep, History(store)).routes(),
            ],
            middleware=self._middleware(),
            exception_handlers={RingbackError: on_ringback_error, HTTPException: on_http_exception},
            lifespan=self.lifespan,
        )

    @asynccontextmanager
    async def lifespan(self, _app: object = None) -> AsyncIterator[None]:
        """While entered, the server runs; leaving closes every connection. Optional: see the class.

        Raises:
            ConfigurationError: the database cannot be used.
        """
        await self._upkeep.start()
        try:
            yield
        finally:
            await self.close()
            await self._upkeep.stop()

    async def close(self) -> None:
        """End every connection, so that its client comes back to the next process, each at a moment of its own. The
        host calls this where its server would close them in another way before it ends the lifespan."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_ALL_TIMEOUT_S):
                self._sessions.going_away(self.config.reconnect_spread_s)
                await self._endpoint.close_all(CloseCode.GOING_AWAY)
                self._sessions.close_all(CloseCode.GOING_AWAY)
                await self._exchange.stop()

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
