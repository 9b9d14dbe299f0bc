"""Where calls are kept: the truth of the live ones and the record of those that ended."""

from collections import deque
from collections.abc import Sequence
from typing import Final, Protocol

from ringback.core.call import Call, CallKey
from ringback.core.effects import SaveCall


class CallStore(Protocol):
    """Stores calls by compare-and-set on their revision.

    ``beside`` of a ``SaveCall`` needs a look at the pair's live calls in the same transaction; two saves for one pair
    must not pass each other there.
    """

    async def save(self, saves: Sequence[SaveCall]) -> list[Call]:
        """Store all of ``saves``, or none and return what won: the calls that stand in their way.

        Cancelling leaves it open whether they were stored; the next save over the same revision finds out.
        """

    async def recent(self) -> list[Call]:
        """The calls that have not ended, or not long ago: what the core has to know after a start."""


KEPT_S: Final = 600.0
"""For how many seconds an ended call stays in memory, so that a late change of it is seen to be late."""


class MemoryCallStore:
    """Calls in this process, for as long as it runs; ended ones are soon dropped."""

    def __init__(self) -> None:
        self._calls: dict[CallKey, Call] = {}
        self._ended: deque[Call] = deque()
        self._live: dict[tuple[str, str], set[CallKey]] = {}

    async def save(self, saves: Sequence[SaveCall]) -> list[Call]:
        """As ``CallStore.save``; it never waits."""
        in_the_way = [call for save in saves for call in self._in_the_way(save)]
        if not in_the_way:
            for save in saves:
                self._put(save.call)
        return in_the_way

    async def recent(self) -> list[Call]:
        """As ``CallStore.recent``."""
        return list(self._calls.values())

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
