"""The HTTP side: TURN credentials, the history of calls, health, and the browser bundle."""

import asyncio
import time
from contextlib import suppress
from http import HTTPStatus
from typing import Final

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ringback.config import Config
from ringback.core.turn_rest import turn_credentials
from ringback.errors import (
    AuthenticationError,
    InternalError,
    OriginRefused,
    ProtocolError,
    RingbackError,
    TokenInUrl,
    TokenMissing,
    TurnNotConfigured,
)
from ringback.messages import Health, Readiness, Refusal
from ringback.server.authentication import Authenticator, Identity
from ringback.server.handshake import check_origin, refuse_token_in_url, token_in
from ringback.server.history import History
from ringback.server.sdk import sdk_file
from ringback.server.upkeep import Upkeep

READY_TIMEOUT_S: Final = 1.0
"""How long ``/readyz`` waits for the store of a server that is just starting."""

STATUS_OF: Final[dict[type[RingbackError], HTTPStatus]] = {
    ProtocolError: HTTPStatus.BAD_REQUEST,
    TokenInUrl: HTTPStatus.BAD_REQUEST,
    AuthenticationError: HTTPStatus.UNAUTHORIZED,
    OriginRefused: HTTPStatus.FORBIDDEN,
    TurnNotConfigured: HTTPStatus.SERVICE_UNAVAILABLE,
    InternalError: HTTPStatus.SERVICE_UNAVAILABLE,
}


def status_of(error: RingbackError) -> HTTPStatus:
    """The HTTP status for ``error``: that of its class, or of the nearest class above it."""
    return next(STATUS_OF[cls] for cls in type(error).__mro__ if cls in STATUS_OF)


def refusal(error: RingbackError) -> bytes:
    """``error`` as a JSON body."""
    return msgspec.json.encode(Refusal(error=error.code, message=str(error)))


class Routes:
    """What is served over HTTP below the mount point."""

    def __init__(self, config: Config, authenticator: Authenticator, upkeep: Upkeep, history: History) -> None:
        self._config = config
        self._authenticator = authenticator
        self._upkeep = upkeep
        self._history = history

    def routes(self) -> list[BaseRoute]:
        """Starlette routes, in the order in which they are tried."""
        return [
            Route("/turn/credentials", self._turn_credentials, methods=["GET"]),
            Route("/calls", self._calls, methods=["GET"]),
            Route("/healthz", self._health, methods=["GET"]),
            Route("/readyz", self._ready, methods=["GET"]),
            Route("/sdk/{file}", sdk_file, methods=["GET"]),
        ]

    async def _turn_credentials(self, request: Request) -> Response:
        identity = await self._identify(request)
        if not self._config.turn_uris:
            raise TurnNotConfigured(
                "This server has no TURN server to offer. Set RINGBACK_TURN_URIS and RINGBACK_TURN_SECRET."
            )
        credentials = turn_credentials(
            identity.user_id,
            now=time.time(),
            secrets=self._config.turn_secrets,
            ttl_s=self._config.turn_ttl_s,
            uris=self._config.turn_uris,
        )
        return _json(msgspec.json.encode(credentials), headers={"cache-control": "no-store"})

    async def _calls(self, request: Request) -> Response:
        identity = await self._identify(request)
        await self._upkeep.started()
        page = await self._history.page(identity.user_id, request.query_params)
        return _json(msgspec.json.encode(page), headers={"cache-control": "no-store"})

    async def _health(self, _request: Request) -> Response:
        return _json(msgspec.json.encode(Health()))

    async def _ready(self, _request: Request) -> Response:
        with suppress(TimeoutError, InternalError):
            async with asyncio.timeout(READY_TIMEOUT_S):
                await self._upkeep.started()
        found = self._upkeep.readiness
        if found.ready:
            return _json(msgspec.json.encode(Readiness(status="ready")))
        body = msgspec.json.encode(Readiness(status="not ready", why=found.why))
        return _json(body, status=HTTPStatus.SERVICE_UNAVAILABLE)

    async def _identify(self, request: Request) -> Identity:
        check_origin(request, self._config.allowed_origins)
        refuse_token_in_url(request)
        identity = await self._authenticator.identify(request, token_in(request))
        if identity is None:
            raise TokenMissing("Send the token in the header `Authorization: Bearer …`.")
        return identity


async def on_ringback_error(_request: Request, error: Exception) -> Response:
    """Any of our errors as a JSON answer."""
    assert isinstance(error, RingbackError)  # noqa: S101 - registered for nothing else
    status = status_of(error)
    headers = {"cache-control": "no-store"}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer"
    return _json(refusal(error), status=status, headers=headers)


async def on_http_exception(_request: Request, error: Exception) -> Response:
    """Starlette's own refusals (no such path, wrong method) in the same form."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    status = HTTPStatus(error.status_code)
    body = msgspec.json.encode(Refusal(error=status.name.lower(), message=error.detail))
    return _json(body, status=status, headers=dict(error.headers or {}))


def _json(body: bytes, *, status: HTTPStatus = HTTPStatus.OK, headers: dict[str, str] | None = None) -> Response:
    headers = {"x-content-type-options": "nosniff", **(headers or {})}
    return Response(body, status_code=status, media_type="application/json", headers=headers)
