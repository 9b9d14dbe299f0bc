"""Where calls are kept: the truth of the live ones and the record of those that ended."""

from collections import deque
from collections.abc import Sequence
from typing import Final, Protocol

from msgspec import Struct

from ringback.core.call import Call, CallKey, EndReason
from ringback.core.effects import SaveCall
from ringback.messages import CallId, QualitySummary, UserId
from ringback.server.digests import key_digest

KEPT_S: Final = 600.0
"""For how many seconds an ended call is one that the core has to know of, so that a late change of it is seen to be
late."""

MISSED: Final = frozenset({EndReason.NO_ANSWER, EndReason.CANCELLED, EndReason.UNREACHABLE})
"""The ends of a call that its callee has missed."""


class Place(Struct, frozen=True, order=True):
    """Where a call stands in a history: the newest first, and those of one moment in any order that stays."""

    placed_at: float
    digest: bytes

    @classmethod
    def of(cls, call: Call) -> "Place":
        """The place of ``call``."""
        return cls(call.placed_at, key_digest(call.key))


class HistoryQuery(Struct, frozen=True, kw_only=True):
    """Which calls of ``user``: at most ``limit``, placed before ``before``."""

    user: UserId
    limit: int
    before: Place | None = None
    since: float | None = None
    """Placed then or later, in seconds since 1970."""
    missed: bool = False
    """Only those that the user has missed."""


class Report(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one user says of a call. Of what was not said there is nothing."""

    quality: QualitySummary | None = None
    rating: int | None = None

    def over(self, earlier: "Report | None") -> "Report":
        """This one, with what only the ``earlier`` one has said."""
        if earlier is None:
            return self
        quality = earlier.quality if self.quality is None else self.quality
        return Report(quality=quality, rating=earlier.rating if self.rating is None else self.rating)


class Record(Struct, frozen=True):
    """A call of somebody's history, with what they have said of it."""

    call: Call
    report: Report | None = None


class CallStore(Protocol):
    """Stores calls by compare-and-set on their revision. Whatever it is asked, it may raise ``StoreUnavailable``.

    ``beside`` of a ``SaveCall`` needs a look at the pair's live calls in the same transaction; two saves for one pair
    must not pass each other there.
    """

    async def open(self) -> None:
        """Make ready. Raises ``ConfigurationError`` when that cannot work."""

    async def close(self) -> None:
        """Let go of everything; it can be opened again."""

    async def save(self, saves: Sequence[SaveCall]) -> list[Call]:
        """Store all of ``saves``, or none and return what won: the calls that stand in their way.

        Cancelling leaves it open whether they were stored; the next save over the same revision finds out.
        """

    async def recent(self) -> list[Call]:
        """The calls that have not ended, or not long ago: what the core has to know after a start."""

    async def unattended(self, now: float) -> list[Call]:
        """Live calls that nobody looks after: of a process that is gone, or whose deadline nobody has kept."""

    async def report(self, user: UserId, call_id: CallId, report: Report, *, since: float) -> bool:
        """Keep what ``user`` says of the latest of their calls of that id that has not ended, or not before ``since``.
        It stands over what they said before. False when there is none.

        Cancelling leaves it open whether it was kept.
        """

    async def history(self, query: HistoryQuery) -> list[Record]:
        """The calls of a user, live ones too, the newest first; without those to the user that were not allowed."""

    async def purge(self, before: float) -> int:
        """Forget calls that ended before then, not too many at once. Returns how many."""

    async def beat(self, now: float) -> int:
        """Say that this process is alive, every few seconds. Returns how many others are, on the same calls."""


class MemoryCallStore:
    """Calls in this process, for as long as it runs; ended ones are soon dropped."""

    def __init__(self) -> None:
        self._calls: dict[CallKey, Call] = {}
        self._ended: deque[Call] = deque()
        self._live: dict[tuple[str, str], set[CallKey]] = {}
        self._reports: dict[CallKey, dict[UserId, Report]] = {}

    async def open(self) -> None:
        """As ``CallStore.open``."""

    async def close(self) -> None:
        """As ``CallStore.close``; the calls stay."""

    async def save(self, saves: Sequence[SaveCall]) -> list[Call]:
        """As ``CallStore.save``; it never waits."""
        in_the_way = [call for save in saves for call in self._in_the_way(save)]
        if not in_the_way:
            for save in saves:
                if save.begins:
                    self._reports.pop(save.call.key, None)
                self._put(save.call)
        return in_the_way

    async def recent(self) -> list[Call]:
        """As ``CallStore.recent``."""
        return list(self._calls.values())

    async def unattended(self, now: float) -> list[Call]:  # noqa: ARG002 - the protocol's
        """None: this process looks after all of them."""
        return []

    async def report(self, user: UserId, call_id: CallId, report: Report, *, since: float) -> bool:
        """As ``CallStore.report``, of what is still here."""
        known = [
            call
            for call in self._calls.values()
            if call.call_id == call_id and user in call.key.pair and (call.ended_at is None or call.ended_at >= since)
        ]
        if not known:
            return False
        reports = self._reports.setdefault(max(known, key=Place.of).key, {})
        reports[user] = report.over(reports.get(user))
        return True

    async def history(self, query: HistoryQuery) -> list[Record]:
        """As ``CallStore.history``, of what is still here."""
        wanted = [call for call in self._calls.values() if _wanted(call, query)]
        page = sorted(wanted, key=Place.of, reverse=True)[: query.limit]
        return [Record(call, self._reports.get(call.key, {}).get(query.user)) for call in page]

    async def purge(self, before: float) -> int:  # noqa: ARG002 - the protocol's
        """Nothing: they are dropped soon enough."""
        return 0

    async def beat(self, now: float) -> int:  # noqa: ARG002 - the protocol's
        """Nobody else can see these calls."""
        return 0

    def _in_the_way(self, save: SaveCall) -> list[Call]:
        key = save.call.key
        held = self._calls.get(key)
        if held is not None and held.revision != save.expected_revision:
            return [held]
        if save.beside is None:
            return []
        return [self._calls[other] for other in self._live.get(key.pair, set()) - save.beside - {key}]

    def _put(self, call: Call) -> None:
        key = call.key
        self._calls[key] = call
        live = self._live.setdefault(key.pair, set())
        if call.live:
            live.add(key)
        else:
            live.discard(key)
            self._ended.append(call)
            self._drop_old(call.ended_at or 0.0)
        if not live:
            del self._live[key.pair]

    def _drop_old(self, now: float) -> None:
        while self._ended and (self._ended[0].ended_at or 0.0) < now - KEPT_S:
            old = self._ended.popleft()
            if self._calls.get(old.key) is old:
                del self._calls[old.key]
                self._reports.pop(old.key, None)


def _wanted(call: Call, query: HistoryQuery) -> bool:
    refused = call.reason is EndReason.NOT_ALLOWED and call.caller != query.user
    return (
        query.user in call.key.pair
        and not refused
        and (query.before is None or Place.of(call) < query.before)
        and (query.since is None or call.placed_at >= query.since)
        and (not query.missed or (call.reason in MISSED and call.callee == query.user))
    )
