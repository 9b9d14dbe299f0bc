"""Fetches a newer token before the present one expires."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from ringback.client.signaling_errors import TokenUnavailable
from ringback.client.token_source import TokenSource, token_from

logger = logging.getLogger("ringback.client")

RENEW_AT: Final = 0.8
"""The part of a token's remaining time after which it is renewed, so that a slow renewal still comes in time."""

LEAST_S: Final = 1.0
"""Not more often than this, however short the tokens are."""


class TokenRenewal:
    """Hands each newer token to ``use``. A token that is a plain string cannot be renewed, and is not.

    When no token can be had it is tried again in what time remains; then the server ends the connection.
    """

    def __init__(self, source: TokenSource, use: Callable[[str], None]) -> None:
        self._source = source
        self._use = use
        self._task: asyncio.Task[None] | None = None

    def schedule(self, expires_in_ms: int | None) -> None:
        """The present token expires in so many milliseconds; None: never."""
        self.cancel()
        if expires_in_ms is not None and not isinstance(self._source, str):
            self._task = asyncio.create_task(self._renew(expires_in_ms / 1000))

    def cancel(self) -> None:
        """Renew no more."""
        if self._task is not None:
            self._task.cancel()

    async def aclose(self) -> None:
        """Renew no more, and leave nothing running."""
        self.cancel()
        if self._task is not None:
            await asyncio.wait((self._task,))

    async def _renew(self, expires_in_s: float) -> None:
        while expires_in_s > 0:
            delay = max(LEAST_S, expires_in_s * RENEW_AT)
            await asyncio.sleep(delay)
            expires_in_s -= delay
            try:
                token = await token_from(self._source)
            except TokenUnavailable as error:
                logger.warning("%s (%s)", error, type(error.__cause__).__name__)
            else:
                self._use(token)
                return
