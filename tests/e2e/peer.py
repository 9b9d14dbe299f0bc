"""One side of a call, whatever makes it, and the verbs that it understands."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

ORDER_SECONDS = 40
_HEAD_START_SECONDS = 0.15  # until both sides have received what they will do at the same moment


@dataclass(frozen=True)
class Order:
    """A verb for one peer that has not been given yet; see `at_once`."""

    peer: Peer
    target: str
    argument: object = None


class Peer(ABC):
    """One side of a call. What it throws, or logs as an error, ends up in `faults`."""

    native: ClassVar[bool]
    """A program, not a browser: without camera and microphone, and never polite to a browser."""

    def __init__(self, name: str, runner: asyncio.Runner) -> None:
        self.name = name
        self.runner = runner
        self.faults: list[str] = []

    def do(self, target: str, argument: object = None) -> Any:
        """Carry out a verb, `target` being "object.verb", and return what comes of it."""
        return self.runner.run(self.obey(Order(self, target, argument), None))

    def order(self, target: str, argument: object = None) -> Order:
        """The same as `do`, to be given later by `at_once`."""
        return Order(self, target, argument)

    @abstractmethod
    async def obey(self, order: Order, moment: float | None) -> Any:
        """Carry out an order at a moment (epoch, ms), or at once."""

    def story(self) -> str:
        """What has happened on this side, for a failed test's report."""
        events = self.do("probe.story")
        return "\n".join([*events, *self.faults])

    @abstractmethod
    def close(self) -> None:
        """End everything on this side."""


def together(*orders: Order, moment: float | None = None) -> list[Any]:
    """Carry out orders of several peers side by side, and return what came of each."""

    async def carry_out() -> list[Any]:
        return list(await asyncio.gather(*(order.peer.obey(order, moment) for order in orders)))

    return orders[0].peer.runner.run(carry_out())


def at_once(*orders: Order) -> float:
    """Carry out orders of several peers at the same moment of the common clock; return it (epoch, s)."""
    moment = time.time() + _HEAD_START_SECONDS
    together(*orders, moment=moment * 1000)
    return moment
