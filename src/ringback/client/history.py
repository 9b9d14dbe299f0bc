"""The calls that a user has had, and has."""

import asyncio
from datetime import datetime
from types import TracebackType
from typing import Final, Self

import httpx
import msgspec

from ringback.client.server_url import server_url
from ringback.client.signaling_errors import HandshakeRefused, ServerUnreachable
from ringback.client.signaling_socket import refused
from ringback.client.token_source import TokenSource, token_from
from ringback.messages import CallHistory

PATIENCE_S: Final = 10.0


class HistoryClient:
    """Asks ``GET /calls`` below ``url``, where ringback is mounted, about the user of ``token``.

    ``token`` is as for ``CallClient``; a callable is called for every request. Nobody is online by asking. Nothing
    stays open between requests, but inside ``async with``, for who asks again and again.
    """

    def __init__(self, url: str, *, token: TokenSource, allow_insecure: bool = False) -> None:
        """Prepare; nothing is asked yet.

        Raises:
            ConfigurationError: the address cannot be used; see ``server_url``.
        """
        self._url = server_url(url, allow_insecure=allow_insecure).history
        self._token = token
        self._http: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        self._http = httpx.AsyncClient(timeout=PATIENCE_S)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        http, self._http = self._http, None
        if http is not None:
            await http.aclose()

    async def page(
        self, *, limit: int = 50, cursor: str | None = None, since: datetime | None = None, missed: bool = False
    ) -> CallHistory:
        """The newest ``limit`` calls (1 to 100), or those after ``cursor``; takes 10 s at most. Cancelling loses it.

        ``since`` is a moment with its zone; ``missed`` leaves only calls that were missed.

        Raises:
            SignalingError: ``ServerUnreachable``, ``HandshakeRefused``, ``TokenUnavailable``, ``TokenRefused``,
                ``AuthenticationExpired``.
        """
        asked: dict[str, str] = {"limit": str(limit)}
        asked |= {"cursor": cursor} if cursor else {}
        asked |= {"since": since.isoformat()} if since else {}
        asked |= {"missed": "true"} if missed else {}
        try:
            async with asyncio.timeout(PATIENCE_S):
                answer = await self._ask(asked)
        except (TimeoutError, httpx.HTTPError) as error:
            raise ServerUnreachable("No server can be reached at this address.") from error
        if answer.status_code != 200:
            raise refused(answer.status_code, answer.content)
        try:
            return msgspec.json.decode(answer.content, type=CallHistory)
        except msgspec.DecodeError as error:
            raise HandshakeRefused("What answers at this address is not a ringback server.") from error

    async def _ask(self, asked: dict[str, str]) -> httpx.Response:
        headers = [(b"Authorization", f"Bearer {await token_from(self._token)}".encode())]
        if self._http is not None:
            return await self._http.get(self._url, params=asked, headers=headers)
        async with httpx.AsyncClient(timeout=PATIENCE_S) as http:
            return await http.get(self._url, params=asked, headers=headers)
