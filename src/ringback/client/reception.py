"""Which of the calls that come in are answered now, which wait, and which hear that it is busy. Sans-IO."""

from collections import deque
from collections.abc import Hashable
from typing import Generic, Literal, TypeVar

Caller = TypeVar("Caller", bound=Hashable)

Admission = Literal["answer", "wait", "busy"]


class Reception(Generic[Caller]):
    """Answers ``limit`` at once, None for any number; has ``queue`` more wait, first come, first served."""

    def __init__(self, limit: int | None, queue: int) -> None:
        """Nobody is there.

        Raises:
            ValueError: nobody could ever be answered, or less than nobody wait.
        """
        if (limit is not None and limit < 1) or queue < 0:
            raise ValueError("At least one call has to be answered at once, and no fewer than none can wait.")
        self._limit = limit
        self._queue = queue
        self._answered: set[Caller] = set()
        self._waiting: deque[Caller] = deque()

    @property
    def waiting(self) -> tuple[Caller, ...]:
        """Those who wait, the next one first."""
        return tuple(self._waiting)

    def arrive(self, caller: Caller) -> Admission:
        """Somebody calls."""
        if self._has_room:
            self._answered.add(caller)
            return "answer"
        if len(self._waiting) < self._queue:
            self._waiting.append(caller)
            return "wait"
        return "busy"

    def admit(self, caller: Caller) -> None:
        """Somebody is here who was answered before there was a reception: nobody asks whether there is room."""
        self._answered.add(caller)

    def leave(self, caller: Caller) -> Caller | None:
        """The call is over. Returns whose turn it is now, if anybody's. Of somebody who is not here: does nothing."""
        if caller in self._waiting:
            self._waiting.remove(caller)
        self._answered.discard(caller)
        if not self._waiting or not self._has_room:
            return None
        following = self._waiting.popleft()
        self._answered.add(following)
        return following

    @property
    def _has_room(self) -> bool:
        return self._limit is None or len(self._answered) < self._limit
