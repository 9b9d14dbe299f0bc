"""What the server does by itself: opening the store, finding calls that nobody looks after, forgetting old ones."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from ringback.core.call import Call
from ringback.errors import ConfigurationError, InternalError, StoreUnavailable
from ringback.server.call_store import CallStore
from ringback.server.database import reason_of
from ringback.server.exchange import Exchange

logger = logging.getLogger("ringback.server")

ROUND_S: Final = 3.0
"""How often it looks."""

AT_ONCE: Final = 50
"""How many calls are recovered in one transaction."""

SECONDS_A_DAY: Final = 86_400.0

ALONE: Final = (
    "Another process of ringback uses this database, and the two cannot reach each other: calls between their users "
    "fail. Run one process (one worker) on a database, or give each a RINGBACK_DATABASE_URL of its own."
)

SILENT: Final = "The database does not answer."


@dataclass(frozen=True)
class Readiness:
    """Whether the server can do its work, and if not, why."""

    ready: bool
    why: str = ""


class Upkeep:
    """Starts with the server and goes round until it stops. Calls are kept for ``history_days``; 0: for ever."""

    def __init__(
        self,
        store: CallStore,
        exchange: Exchange,
        *,
        history_days: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._exchange = exchange
        self._history_s = history_days * SECONDS_A_DAY
        self._clock = clock
        self._rounds: asyncio.Task[None] | None = None
        self._begun: asyncio.Task[None] | None = None
        self._readiness = Readiness(False, "The server is starting.")

    @property
    def readiness(self) -> Readiness:
        """What was found at the last look."""
        return self._readiness

    async def start(self) -> None:
        """Open the store and look after its calls; whoever comes meanwhile waits for the same. Then go round.

        Raises:
            ConfigurationError: the database cannot be used; it names the setting.
        """
        if self._begun is None:
            self._begun = asyncio.get_running_loop().create_task(self._begin())
        try:
            await asyncio.shield(self._begun)
        except StoreUnavailable as error:
            raise ConfigurationError(f"RINGBACK_DATABASE_URL: it cannot be used: {reason_of(error)}") from error

    async def started(self) -> None:
        """As ``start``, for whoever cannot mend the set-up: an ``InternalError``."""
        try:
            await self.start()
        except ConfigurationError as error:
            raise InternalError("The server cannot reach its database. Try again.") from error

    async def stop(self) -> None:
        """Stop going round, and close the store. It can be started again."""
        if self._rounds is not None:
            self._rounds.cancel()
            await asyncio.wait([self._rounds])

    async def look(self) -> None:
        """Look once: who else is there, which calls need somebody, which can be forgotten."""
        try:
            others = await self._store.beat(time.monotonic())
            calls = await self._store.unattended(self._clock())
            await self._recover(calls)
            if self._history_s:
                await self._store.purge(self._clock() - self._history_s)
        except Exception as error:  # noqa: BLE001 - the next look may succeed, and without any a call could get stuck
            self._found(Readiness(False, SILENT), error)
        else:
            self._found(Readiness(False, ALONE) if others else Readiness(True))

    async def _begin(self) -> None:
        try:
            await self._store.open()
            await self._store.beat(time.monotonic())
            await self._recover(await self._store.recent())
        except Exception as error:
            self._begun = None  # the next one who comes tries again
            why = str(error) if isinstance(error, ConfigurationError) else SILENT
            self._found(Readiness(False, why), error)
            raise
        self._found(Readiness(True))
        self._rounds = asyncio.get_running_loop().create_task(self._go_round())

    async def _recover(self, calls: Sequence[Call]) -> None:
        for at in range(0, len(calls), AT_ONCE):
            await self._exchange.recover(calls[at : at + AT_ONCE])

    async def _go_round(self) -> None:
        try:
            while True:
                await asyncio.sleep(ROUND_S)
                await self.look()
        finally:  # also where nobody calls `stop`: at the end of the event loop
            self._begun = self._rounds = None
            self._readiness = Readiness(False, "The server is stopping.")
            await self._store.close()

    def _found(self, readiness: Readiness, cause: Exception | None = None) -> None:
        if readiness != self._readiness:
            level, word = (logging.INFO, "ready") if readiness.ready else (logging.ERROR, "not ready: ")
            logger.log(level, "%s%s", word, readiness.why, exc_info=cause)
            self._readiness = readiness
