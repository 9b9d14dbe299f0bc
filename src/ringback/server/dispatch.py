"""A message about a call on its way: an offer is asked about first, and a failure becomes an answer."""

import logging
from collections.abc import Awaitable
from contextlib import suppress
from typing import Protocol

from ringback.core.effects import ConnectionId
from ringback.core.switchboard import call_error
from ringback.errors import InternalError, NotAllowed
from ringback.messages import CallMessage, CallOffer, CallReport, UserId
from ringback.server.exchange import Exchange
from ringback.server.permission import Permission
from ringback.server.reports import Reports
from ringback.server.turns import Answer, done

logger = logging.getLogger("ringback.server")


class Offices(Protocol):
    """Whom a message passes."""

    @property
    def exchange(self) -> Exchange: ...
    @property
    def permission(self) -> Permission: ...
    @property
    def reports(self) -> Reports: ...


def carry_out(
    offices: Offices, connection_id: ConnectionId, user_id: UserId, message: CallMessage | CallReport
) -> Answer | Awaitable[Answer]:
    """Carry out ``message`` of ``user_id``; returns why that was not done. Only what waits, for the application or as
    ``Exchange.handle`` does, has to be awaited."""
    if isinstance(message, CallReport):
        return offices.reports.take(user_id, message)
    if isinstance(message, CallOffer) and offices.permission.is_asked:
        return _place(offices, connection_id, user_id, message)
    answer = offices.exchange.handle(connection_id, user_id, message)
    return _stored(message, answer) if answer is not None and isinstance(answer, Awaitable) else answer


async def _place(offices: Offices, connection_id: ConnectionId, user_id: UserId, offer: CallOffer) -> Answer:
    refusal = await offices.permission.refusal(user_id, offer.recipient_id)
    if refusal is None:
        return await _stored(offer, offices.exchange.handle(connection_id, user_id, offer))
    if isinstance(refusal, NotAllowed):
        with suppress(InternalError):  # a refusal stands without a record
            await offices.exchange.refused(connection_id, user_id, offer)
    return call_error(refusal, call_id=offer.call_id)


async def _stored(message: CallMessage, answer: Answer | Awaitable[Answer]) -> Answer:
    try:
        return await done(answer)
    except InternalError as error:
        logger.exception("a message about a call was not carried out")
        return call_error(error, call_id=message.call_id)
