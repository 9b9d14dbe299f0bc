"""People who call each other at the same moment, each with a client that knows only the wire."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import websockets
from websockets.asyncio.client import ClientConnection

from tests.protocol.world import PLAIN_TYPES
from tests.serving import token_for

Message = dict[str, Any]

SAID: dict[str, Message] = {
    "call-offer": {"sdp": "v=0 offer"},
    "call-answer": {"sdp": "v=0 answer"},
    "call-ice-candidate": {"candidate": {"candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ host", "sdpMid": "0"}},
}

AT_ONCE = 50
"""How many connect at a time: a listener's queue is not long."""


class Person:
    """One client. A full one leaves it to the server what becomes of two calls that cross; a plain one takes a call
    that comes while it calls (``takes``), or rejects it as busy."""

    def __init__(self, socket: ClientConnection, name: str, other: str, *, full: bool, takes: bool) -> None:
        self.name, self.other, self.full, self.takes = name, other, full, takes
        self.own = f"of {name}"
        self.heard: list[Message] = []
        self.over: dict[str, set[str | None]] = {}
        """The reasons for which each call has ended."""
        self.said = 0
        self._socket = socket
        self._in: set[str] = set()
        self._held: str | None = None
        self._last_seq = 0
        self._unanswered: Counter[str] = Counter()
        self._probed: asyncio.Event = asyncio.Event()

    def __repr__(self) -> str:
        return f"{'full' if self.full else 'plain'} {self.name}: {[_short(message) for message in self.heard]}"

    @property
    def calls(self) -> set[str]:
        """The calls that it believes to be in."""
        return self._in - self.over.keys()

    @property
    def is_answered(self) -> bool:
        """Whether each of its commands was answered."""
        return not +self._unanswered

    async def place(self) -> None:
        """Call the other, unless a call of theirs was taken already."""
        if not self.calls:
            await self._say("call-offer", self.own)
            await self._say("call-ice-candidate", self.own)

    async def hang_up(self) -> None:
        """End the call that it is in."""
        (call_id,) = self.calls
        self.over[call_id] = {"completed"}
        await self._say("call-hangup", call_id)

    async def leave(self) -> None:
        """Say goodbye."""
        await self._socket.close(1000)

    async def probe(self) -> int:
        """Wait until what it has said so far was carried out; returns how much it has heard and said by then."""
        self._probed.clear()
        await self._socket.send('{"type": "ping"}' if self.full else '{"type": "probe"}')
        await self._probed.wait()
        return len(self.heard) + self.said

    async def listen(self) -> None:
        """React to what comes, until the connection ends."""
        async for frame in self._socket:
            message = json.loads(frame)
            kind = message["type"]
            if kind == "pong" or (kind == "call-error" and message["error"] == "unknown_type"):
                self._probed.set()
            elif kind == "ping":
                await self._socket.send('{"type": "pong"}')
            elif kind == "done":
                self._unanswered[message["commandId"]] -= 1
            else:
                self._count(message)
                self.heard.append(message)
                await self._react(message)

    def _count(self, message: Message) -> None:
        if self.full:
            assert message.get("seq") == self._last_seq + 1, (self, message)
            self._last_seq += 1
        else:
            assert message["type"] in PLAIN_TYPES, (self, message)

    async def _react(self, message: Message) -> None:
        call_id = message["callId"]
        match message["type"]:
            case "call-offer":
                await self._ring(call_id)
            case "call-answer":
                self._in.add(call_id)
            case "call-merged":
                self.over[call_id] = {"merged"}
                self._held = None
                await self._answer(message["into"])
            case "call-reject" | "call-hangup":
                self.over.setdefault(call_id, set()).add(message.get("reason"))
                if call_id == self._held:
                    self._held = None
                elif self._held is not None and call_id == self.own:
                    await self._ring(self._held)
            case "call-error":
                raise AssertionError((self, message))

    async def _ring(self, call_id: str) -> None:
        if self.full:
            await self._socket.send(json.dumps({"type": "ack", "seq": self._last_seq}))
            if self.own not in self.over:
                self._held = call_id
                return
        if self.takes:
            await self._say("call-accept", call_id)
            await self._answer(call_id)
        else:
            await self._say("call-reject", call_id, reason="busy")

    async def _answer(self, call_id: str) -> None:
        self._in.add(call_id)
        await self._say("call-answer", call_id)
        await self._say("call-ice-candidate", call_id)

    async def _say(self, kind: str, call_id: str, **fields: Any) -> None:
        message = {**SAID.get(kind, {}), "type": kind, "recipientId": self.other, "callId": call_id, **fields}
        self.said += 1
        if self.full:
            message["commandId"] = f"m{self.said}"
            self._unanswered[message["commandId"]] += 1
        await self._socket.send(json.dumps(message))


def _short(message: Message) -> str:
    return " ".join(str(message.get(part, "")) for part in ("type", "callId", "into", "reason", "error")).strip()


@dataclass
class Pair:
    """Two who call each other."""

    one: Person
    other: Person

    @property
    def both(self) -> tuple[Person, Person]:
        """Both."""
        return self.one, self.other


@dataclass(frozen=True)
class Manner:
    """What the clients of a pair are, and whether those that are plain take a call that crosses theirs."""

    full: tuple[bool, bool] = (True, True)
    takes: tuple[bool, bool] = (True, True)


@asynccontextmanager
async def connected(address: str, manners: list[Manner]) -> AsyncIterator[list[Pair]]:
    """So many pairs, all of them connected; who goes says goodbye."""
    door = asyncio.Semaphore(AT_ONCE)
    pairs = await asyncio.gather(*(_connect_pair(address, door, *each) for each in enumerate(manners)))
    people = [person for pair in pairs for person in pair.both]
    async with asyncio.TaskGroup() as listening:
        for person in people:
            listening.create_task(person.listen())
        yield pairs
        await asyncio.gather(*(person.leave() for person in people))


async def settled(people: list[Person]) -> None:
    """Nobody has anything more to say or to hear."""
    before: list[int] = []
    while before != (now := await asyncio.gather(*(person.probe() for person in people))):
        before = now


async def _connect_pair(address: str, door: asyncio.Semaphore, number: int, manner: Manner) -> Pair:
    names = f"a{number}", f"b{number}"
    people = []
    for name, other, full, takes in zip(names, reversed(names), manner.full, manner.takes, strict=True):
        async with door:
            socket = await _connect(address, name, full=full)
        people.append(Person(socket, name, other, full=full, takes=takes))
    return Pair(*people)


async def _connect(address: str, name: str, *, full: bool) -> ClientConnection:
    headers = {"Authorization": f"Bearer {token_for(name)}"}
    socket = await websockets.connect(
        f"ws://{address}/ws", additional_headers=headers, compression=None, ping_interval=None
    )
    if full:
        await socket.send(json.dumps({"type": "hello", "deviceId": "tab"}))
        assert json.loads(await socket.recv())["type"] == "welcome"
    return socket
