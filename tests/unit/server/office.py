"""A server without sockets, for tests: real connections, sessions and calls, and a call between Alice and Bob."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import HTTPConnection

from ringback.config import Config
from ringback.core.limits import Allowance, Allowances
from ringback.core.session import SessionLimits
from ringback.core.switchboard import Rules
from ringback.messages import CloseCode, Heartbeat
from ringback.server.authentication import Authenticator, Identity
from ringback.server.call_store import MemoryCallStore
from ringback.server.connection import Connection, Services
from ringback.server.exchange import Exchange
from ringback.server.permission import Permission
from ringback.server.reports import Reports
from ringback.server.sessions import SessionRules, Sessions
from ringback.server.turns import done
from ringback.server.upkeep import Upkeep
from tests.serving import SECRET
from tests.validation_table import VALID

BEAT = Heartbeat(interval_ms=20_000, timeout_ms=30_000, in_call_interval_ms=5_000, in_call_timeout_ms=15_000)
ANYTHING = Allowance(10**9, 1e9)
STATES = ("none", "ringing", "connecting", "connected", "reconnecting", "ended")


ROLES = {"caller": "alice", "other tab": "alice", "callee": "bob", "other device": "bob", "stranger": "mallory"}


class FakeWire:
    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.closed: CloseCode | None = None

    def put(self, frame: bytes, _message: object = None) -> None:
        self.messages.append(json.loads(frame))

    def replay(self, frames: Any) -> None:
        for frame in frames:
            self.put(frame)

    def close(self, code: CloseCode) -> None:
        self.closed = self.closed or code


class Client:
    """One connection to the office."""

    def __init__(self, office: "Office", user: str) -> None:
        self.wire = FakeWire()
        handshake = HTTPConnection({"type": "websocket", "headers": []})
        self.connection = Connection(self.wire, handshake, Identity(user, None), office.services)

    async def says(self, message: dict[str, Any] | str) -> list[dict[str, Any]]:
        """What it hears after a frame."""
        await done(self.connection.receive(message if isinstance(message, str) else json.dumps(message)))
        return self.hears()

    def hears(self) -> list[dict[str, Any]]:
        heard, self.wire.messages = self.wire.messages, []
        return heard


class Office:
    """The server without its sockets, and a call between Alice and Bob."""

    def __init__(self) -> None:
        self.store = MemoryCallStore()
        self.exchange = Exchange(self.store, Rules())
        self.sessions = Sessions(
            self.exchange, SessionRules(limits=SessionLimits(), heartbeat=BEAT, grace_s=10.0), clock=lambda: 0.0
        )
        self.services = Services(
            authenticator=Authenticator(Config(secret=SECRET)),
            exchange=self.exchange,
            sessions=self.sessions,
            reports=Reports(self.store),
            permission=Permission(None, timeout_s=1),
            presence=False,
            allowances=Allowances(call=ANYTHING, candidate=ANYTHING, message=ANYTHING, control=ANYTHING),
            upkeep=Upkeep(self.store, self.exchange, history_days=0),
        )
        self.clients: dict[str, Client] = {}

    async def open(self, state: str, *, full: bool) -> None:
        """Everybody is there, and the call is in this state."""
        for role, user in ROLES.items():
            client = self.clients[role] = Client(self, user)
            if full:
                await client.says({"type": "hello", "deviceId": role.replace(" ", "-")})
        await self._until(state)
        await self.settle()

    async def settle(self) -> None:
        """Everything that follows has happened, and everybody has heard of it."""
        for _ in range(20):
            await asyncio.sleep(0)
        for client in self.clients.values():
            client.hears()

    async def _until(self, state: str) -> None:
        caller, callee = self.clients["caller"], self.clients["callee"]
        steps: dict[str, Callable[[], Awaitable[object]]] = {
            "ringing": lambda: caller.says(VALID["call-offer"]),
            "connecting": lambda: callee.says({**VALID["call-accept"], "recipientId": "alice"}),
            "connected": lambda: callee.says({**VALID["call-answer"], "recipientId": "alice"}),
        }
        for reached, step in steps.items():
            if STATES.index(reached) <= STATES.index(state):
                await step()
        if state == "reconnecting":
            callee.connection.end(goodbye=False)
        if state == "ended":
            await caller.says(VALID["call-hangup"])

    def memory(self) -> str:
        """Everything that the server knows."""
        board = self.exchange._switchboard._board
        sessions = {owner: vars(session._kept) for owner, session in self.sessions._sessions.items()}
        lines = sorted(self.exchange._lines)
        return repr((vars(board.ledger), vars(board.directory), sessions, lines, self.exchange._turns._turns))

    async def close(self) -> None:
        self.sessions.close_all(CloseCode.GOING_AWAY)
        await self.exchange.stop()
