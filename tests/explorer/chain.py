"""The operations chain of a connection (W3C webrtc-pc §4.4.1.2), on virtual time."""

from collections.abc import Callable, Generator
from functools import partial
from typing import Any, Protocol

from tests.explorer.transceivers import Refused

Steps = Generator[int, None, Any]
"""An operation: yields how many milliseconds its next step takes, raises Refused, returns its value."""


class Clock(Protocol):
    """Virtual time, in milliseconds."""

    now: int

    def after(self, delay: int, action: Callable[[], None]) -> object:
        """Run ``action`` in so many milliseconds; with 0 in a task of its own, now."""
        ...


class Chain:
    """Runs one operation at a time, in the order they were chained, and tells ``settled`` the end of each."""

    emptied: Callable[[], None]
    """Called when none is under way any more."""

    def __init__(self, clock: Clock, settled: Callable[[int, str | None, Any], None]) -> None:
        self._clock = clock
        self._settled = settled
        self._operations: list[tuple[int, Steps]] = []

    def __bool__(self) -> bool:
        return bool(self._operations)

    def add(self, number: int, steps: Steps) -> None:
        """Chain an operation; it begins when those before it have ended."""
        self._operations.append((number, steps))
        if len(self._operations) == 1:
            self._step(number, steps)

    def clear(self) -> None:
        """Forget them all: they never settle."""
        self._operations.clear()

    def _step(self, number: int, steps: Steps) -> None:
        if not self._operations:
            return
        try:
            delay = next(steps)
        except StopIteration as end:
            self._end(number, None, end.value)
        except Refused as refusal:
            self._end(number, str(refusal), None)
        else:
            self._clock.after(delay, partial(self._step, number, steps))

    def _end(self, number: int, error: str | None, value: Any) -> None:
        self._settled(number, error, value)
        self._operations.pop(0)
        if self._operations:
            self._step(*self._operations[0])
        else:
            self.emptied()
