"""``GET /calls``: what a user may know of the calls that were, and of those that are. It holds no address."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from struct import Struct
from struct import error as StructError  # noqa: N812 - it is a class
from typing import Annotated, Final

import msgspec

from ringback.core.call import Call
from ringback.errors import InvalidField
from ringback.messages import CallHistory, CallRecord, UserId
from ringback.server.call_store import MISSED, CallStore, HistoryQuery, Place, Record, Report

DEFAULT_LIMIT: Final = 50
MAX_LIMIT: Final = 100

_Moment = Annotated[datetime, msgspec.Meta(tz=True)]
_CURSOR: Final = Struct(">d16s")


class History:
    """The history of every user of a store."""

    def __init__(self, store: CallStore) -> None:
        self._store = store

    async def page(self, user: UserId, parameters: Mapping[str, str]) -> CallHistory:
        """One page of the calls of ``user``: ``limit``, ``cursor``, ``since`` and ``missed`` as they stood in the URL.

        Raises:
            InvalidField: a parameter cannot be read; ``field`` names it.
            StoreUnavailable: the database does not answer.
        """
        limit = _limit(parameters)
        query = HistoryQuery(
            user=user,
            limit=limit + 1,  # one more tells whether there is another page
            before=_place(parameters["cursor"]) if "cursor" in parameters else None,
            since=_since(parameters["since"]) if "since" in parameters else None,
            missed=_flag(parameters, "missed"),
        )
        found = await self._store.history(query)
        more = len(found) > limit
        return CallHistory(
            calls=[_record(record, user) for record in found[:limit]],
            next_cursor=_cursor(Place.of(found[limit - 1].call)) if more else None,
        )


def _record(record: Record, user: UserId) -> CallRecord:
    call, report = record.call, record.report or Report()
    return CallRecord(
        call_id=call.call_id,
        user_id=call.other(user),
        direction="outgoing" if user == call.caller else "incoming",
        state=call.state.value,
        reason=call.reason,
        missed=call.reason in MISSED and user == call.callee,
        placed_at=_moment(call.placed_at),
        connected_at=None if call.connected_at is None else _moment(call.connected_at),
        ended_at=None if call.ended_at is None else _moment(call.ended_at),
        duration_ms=_duration_ms(call),
        quality=report.quality,
        rating=report.rating,
    )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(round(seconds, 3), UTC)


def _duration_ms(call: Call) -> int | None:
    if call.connected_at is None or call.ended_at is None:
        return None
    return max(0, round((call.ended_at - call.connected_at) * 1000))  # the server's clock may have been set back


def _limit(parameters: Mapping[str, str]) -> int:
    text = parameters.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= MAX_LIMIT):
        raise InvalidField(f"`limit` is a whole number from 1 to {MAX_LIMIT}.", field="limit")
    return int(text)


def _flag(parameters: Mapping[str, str], name: str) -> bool:
    text = parameters.get(name, "false")
    if text not in ("true", "false"):
        raise InvalidField(f"`{name}` is `true` or `false`.", field=name)
    return text == "true"


def _since(text: str) -> float:
    try:
        return msgspec.convert(text, _Moment).timestamp()
    except msgspec.ValidationError:
        raise InvalidField("`since` is a moment of RFC 3339, such as 2026-01-31T12:00:00Z.", field="since") from None


def _cursor(place: Place) -> str:
    return urlsafe_b64encode(_CURSOR.pack(place.placed_at, place.digest)).decode()


def _place(cursor: str) -> Place:
    try:
        return Place(*_CURSOR.unpack(urlsafe_b64decode(cursor)))
    except (ValueError, StructError):
        raise InvalidField("`cursor` is not one that this server has given.", field="cursor") from None
