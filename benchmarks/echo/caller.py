"""The driver: a user who calls the echo, many times at once, says bursts and listens for them.

    python -m benchmarks.echo.caller http://127.0.0.1:8000 TOKEN ECHO

Commands come on stdin, one a line, each answered on stdout with one line of JSON: ``call N`` places calls until there
are N and each has heard itself; ``listen SECONDS`` measures.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, Final
from uuid import uuid4

import msgspec
import websockets
from msgspec import Struct
from websockets.asyncio.client import ClientConnection

from benchmarks.echo.calls import Call
from benchmarks.echo.ear import BURST, BURST_FRAMES, SILENCE

FRAMES_BETWEEN_BURSTS: Final = 100
TICK_S: Final = 0.01
CONNECT_S: Final = 20


class Answer(Struct, frozen=True):
    """What was heard in a while: bursts said and heard, their delays, packets a second and call, and our own CPU."""

    calls: int
    said: int = 0
    delays_ms: list[float] = []
    packets_per_s: float = 0.0
    cpu_s: float = 0.0
    wall_s: float = 0.0


class Caller:
    """All calls, on one WebSocket."""

    def __init__(self, socket: ClientConnection, callee: str) -> None:
        self._socket = socket
        self._callee = callee
        self._calls: dict[str, Call] = {}
        self._outbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @asynccontextmanager
    async def talking(self) -> AsyncIterator[None]:
        """While entered, messages are carried and every call speaks; leaving ends all of them."""
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work) for work in (self._write(), self._read(), self._speak())]
            try:
                yield
            finally:
                for call in self._calls.values():
                    call.close()
                for task in tasks:
                    task.cancel()

    async def call(self, upto: int) -> Answer:
        """Place calls, one after the other, until there are ``upto`` and each has heard a burst.

        Raises:
            TimeoutError: one has not, within 20 s.
        """
        while len(self._calls) < upto:
            call_id = str(uuid4())
            call = self._calls[call_id] = Call(call_id, self._callee, self._outbox.put_nowait)
            await call.dial()
            async with asyncio.timeout(CONNECT_S):
                await call.heard_itself.wait()
        return Answer(calls=len(self._calls))

    async def listen(self, seconds: float) -> Answer:
        """Measure for that long."""
        calls = list(self._calls.values())
        for call in calls:
            call.ear.forget()
        packets, cpu, wall = await self._packets(), time.process_time(), time.monotonic()
        await asyncio.sleep(seconds)
        wall = time.monotonic() - wall
        return Answer(
            calls=len(calls),
            said=sum(call.ear.said - call.ear.waiting for call in calls),
            delays_ms=[delay for call in calls for delay in call.ear.delays_ms],
            packets_per_s=(await self._packets() - packets) / wall / len(calls),
            cpu_s=time.process_time() - cpu,
            wall_s=wall,
        )

    async def _packets(self) -> int:
        return sum([await call.packets() for call in self._calls.values()])

    async def _speak(self) -> None:
        """Ten milliseconds of each call at a time; each says a burst once a second, each at another time."""
        begun = time.monotonic()
        for tick in count():
            for number, call in enumerate(self._calls.values()):
                phase = (tick + number * 37) % FRAMES_BETWEEN_BURSTS
                if phase == 0:
                    call.ear.say(time.monotonic())
                call.speak(BURST if phase < BURST_FRAMES else SILENCE)
            await asyncio.sleep(begun + (tick + 1) * TICK_S - time.monotonic())

    async def _read(self) -> None:
        async for frame in self._socket:
            message = json.loads(frame)
            if call := self._calls.get(message["callId"]):  # else one of the caller before, which has ended
                await call.handle(message)

    async def _write(self) -> None:
        while True:
            await self._socket.send(json.dumps(await self._outbox.get()))


async def _main(url: str, token: str, callee: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    async with websockets.connect(f"{url.replace('http', 'ws', 1)}/ws", additional_headers=headers) as socket:
        caller = Caller(socket, callee)
        async with caller.talking():
            while line := await asyncio.to_thread(sys.stdin.readline):
                command, amount = line.split()
                answer = await (caller.call(int(amount)) if command == "call" else caller.listen(float(amount)))
                sys.stdout.write(msgspec.json.encode(answer).decode() + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
