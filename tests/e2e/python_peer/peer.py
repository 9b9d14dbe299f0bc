"""The other end of the pipe: a running program in a home, as the tests see it."""

from __future__ import annotations

import asyncio
import json
import sys
from concurrent.futures import Future
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..peer import ORDER_SECONDS, Order, Peer
from ..processes import Process

if TYPE_CHECKING:
    from ..network import Network

_ROOT = Path(__file__).resolve().parents[3]


class RunningProgram:
    """The process. It obeys several orders side by side."""

    def __init__(self, namespace: str) -> None:
        self._numbers = count()
        self._outcomes: dict[int, Future[Any]] = {}
        command = [sys.executable, "-m", "tests.e2e.python_peer"]
        self.process = Process(
            "Python peer", command, namespace=namespace, interactive=True, on_line=self._heard, folder=_ROOT
        )

    async def obey(self, order: Order, moment: float | None) -> Any:
        """Carry out an order at a moment (epoch, ms), or at once."""
        number = next(self._numbers)
        outcome = self._outcomes[number] = Future()
        line = {"number": number, "target": order.target, "argument": order.argument, "moment": moment}
        self.process.write_line(json.dumps(line))
        return await asyncio.wait_for(asyncio.wrap_future(outcome), ORDER_SECONDS)

    def _heard(self, line: str) -> None:
        said, _, rest = line.partition(" ")
        if said != "answer":
            return
        answer = json.loads(rest)
        outcome = self._outcomes.pop(answer["number"])
        if outcome.cancelled():
            return
        if "error" in answer:
            outcome.set_exception(RuntimeError(answer["error"]))
        else:
            outcome.set_result(answer["value"])


class Programs:
    """The programs of a test session, one in a home, started when it is first wanted (1 s)."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._running: dict[str, RunningProgram] = {}

    def at(self, home: str) -> RunningProgram:
        """The running program in this home."""
        running = self._running.get(home)
        if running is None or not running.process.running:
            running = self._running[home] = RunningProgram(self._network.namespace(home))
        return running

    def close(self) -> None:
        """Stop them all."""
        for running in self._running.values():
            running.process.close()
        self._running.clear()


class PythonPeer(Peer):
    """One side of a call in a program; its verbs are the methods of `python_peer/harness.py` and its neighbours."""

    native = True

    def __init__(self, name: str, program: RunningProgram, runner: asyncio.Runner, origin: str) -> None:
        super().__init__(name, runner)
        self._program = program
        self._origin = origin

    async def obey(self, order: Order, moment: float | None) -> Any:
        """Carry out an order at a moment (epoch, ms), or at once."""
        if order.target == "peer.signIn" and isinstance(order.argument, dict):
            order = Order(self, order.target, {**order.argument, "origin": self._origin})
        return await self._program.obey(order, moment)

    def story(self) -> str:
        """What has happened on this side, and what the program printed besides its answers."""
        printed = [line for line in self._program.process.log.splitlines() if not line.startswith("answer ")]
        return "\n".join([super().story(), *printed])

    def close(self) -> None:
        """Sign out; what still runs in the program then is a fault, and so is what it has logged as an error."""
        self.faults += self.do("peer.signOut")
        self.faults += self.do("probe.faults")
