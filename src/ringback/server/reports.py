"""``call-report``: what the two users say of a call that they had, beside what the server knows of it."""

import logging
import time
from collections.abc import Callable
from typing import Final

from ringback.core.switchboard import call_error
from ringback.errors import InternalError, UnknownCall
from ringback.messages import CallError, CallReport, UserId
from ringback.server.call_store import CallStore, Report

logger = logging.getLogger("ringback.server")

REPORTED_S: Final = 3600.0
"""For how many seconds after its end a call may be reported on."""


class Reports:
    """Puts reports into the records of a store."""

    def __init__(self, store: CallStore, *, clock: Callable[[], float] = time.time) -> None:
        self._store = store
        self._clock = clock

    async def take(self, user: UserId, message: CallReport) -> CallError | None:
        """Keep a report of ``user``; returns why it was not. Cancelling leaves it open whether it was stored, which
        the same report, sent again, settles."""
        report = Report(quality=message.quality, rating=message.rating)
        since = self._clock() - REPORTED_S
        try:
            known = await self._store.report(user, message.call_id, report, since=since)
        except InternalError as error:
            logger.exception("the report on a call was not stored")
            return call_error(error, call_id=message.call_id)
        if known:
            return None
        unknown = UnknownCall("There was no such call of this user, or it ended more than an hour ago.")
        return call_error(unknown, call_id=message.call_id)
