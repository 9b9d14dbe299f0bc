"""All sessions: how one begins or is resumed, and what their clock does."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from secrets import randbelow
from typing import Final

from ringback.codec import encode
from ringback.core.call import CallKey
from ringback.core.effects import ConnectionId
from ringback.core.session import SessionLimits
from ringback.messages import CloseCode, DeviceId, GoingAway, Heartbeat, Hello, LiveCall, Ping, SessionGrant, UserId
from ringback.server.exchange import Exchange
from ringback.server.session import DeviceSession, Owner, Socket

logger = logging.getLogger("ringback.server")

TICK_S: Final = 1.0
"""How often the clock of the sessions is looked at."""

PING: Final = encode(Ping())

RECONNECTS_A_SECOND: Final = 200
"""How many clients are told to come back within the same second, when the server stops."""

Greet = Callable[[SessionGrant], None]
"""Sends ``welcome``; everything else of the session comes after it."""


@dataclass(frozen=True, kw_only=True)
class SessionRules:
    """How long what may take."""

    limits: SessionLimits
    heartbeat: Heartbeat
    grace_s: float
    """How long after the loss of its socket a device still counts as being there."""


@dataclass(frozen=True)
class Newcomer:
    """A connection that has said hello and named its device."""

    connection_id: ConnectionId
    """What it was taken for until now."""
    user_id: UserId
    socket: Socket
    hello: Hello
    device_id: DeviceId


class Sessions:
    """The sessions of a server. ``clock`` is monotonic, in seconds."""

    def __init__(
        self, exchange: Exchange, rules: SessionRules, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._exchange = exchange
        self._rules = rules
        self._clock = clock
        self._sessions: dict[Owner, DeviceSession] = {}
        self._timer: asyncio.TimerHandle | None = None

    async def begin(self, newcomer: Newcomer, greet: Greet) -> DeviceSession:
        """Resume the session of the newcomer's device, or begin one in its place."""
        # what is on its way to the store is part of what the client is shown
        await self._exchange.settled(newcomer.user_id)
        held = self._sessions.get((newcomer.user_id, newcomer.device_id))
        claim = newcomer.hello.resume
        missed = held.resume(claim) if held is not None and claim is not None else None
        if held is not None and claim is not None and missed is not None:
            self._resumed(held, claim.last_seq, missed, newcomer, greet)
            return held
        return self._begun(held, newcomer, greet)

    def going_away(self, spread_s: float) -> None:
        """The server is about to stop: tell each client to come back at a moment of its own within ``spread_s``."""
        spread_s = max(spread_s, len(self._sessions) / RECONNECTS_A_SECOND)
        for session in self._sessions.values():
            going_away = GoingAway(reconnect_in_ms=randbelow(round(spread_s * 1000) + 1))
            session.put(encode(going_away), going_away)

    def close_all(self, code: CloseCode) -> None:
        """End all of them, as when the server stops."""
        for session in tuple(self._sessions.values()):
            session.close(code)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # --- what becomes of a session ---

    def detached(self, session: DeviceSession) -> None:
        """It has no socket any more."""
        logger.info("connection %d is away", session.connection_id)
        self._exchange.away(session.connection_id)

    def over(self, session: DeviceSession) -> None:
        """It has ended for good."""
        if self._sessions.get(session.owner) is session:
            del self._sessions[session.owner]
        self._exchange.closed(session.connection_id)

    def proved(self, session: DeviceSession, key: CallKey) -> None:
        """Its client has the offer of a call, so that it rings."""
        self._exchange.proved(session.connection_id, key)

    # --- beginning ---

    def _resumed(
        self, session: DeviceSession, last_seq: int, missed: list[bytes], newcomer: Newcomer, greet: Greet
    ) -> None:
        session.attach(newcomer.socket)
        greet(self._grant(session, resumed=True, seq=last_seq, calls=[]))
        session.replay(missed)
        self._exchange.back(session.connection_id, instead_of=newcomer.connection_id)

    def _begun(self, held: DeviceSession | None, newcomer: Newcomer, greet: Greet) -> DeviceSession:
        owner = (newcomer.user_id, newcomer.device_id)
        session = DeviceSession(
            newcomer.connection_id, owner, watcher=self, limits=self._rules.limits, clock=self._clock
        )
        if held is not None:
            session.inherit(held)
        self._sessions[owner] = session
        self._exchange.introduced(newcomer.connection_id, newcomer.hello, line=session)
        session.attach(newcomer.socket)
        calls = self._exchange.live_calls(session.connection_id)
        greet(self._grant(session, resumed=False, seq=session.top_seq, calls=calls))
        self._exchange.arrived(session.connection_id, newcomer.user_id)
        if self._timer is None:
            self._tick_later()
        return session

    def _grant(self, session: DeviceSession, *, resumed: bool, seq: int, calls: list[LiveCall]) -> SessionGrant:
        return SessionGrant(
            resumed=resumed,
            resume_token=session.token,
            epoch=session.epoch,
            seq=seq,
            window_ms=round(self._rules.limits.window_s * 1000),
            heartbeat=self._rules.heartbeat,
            calls=calls,
        )

    # --- time ---

    def _tick_later(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(TICK_S, self._tick)

    def _tick(self) -> None:
        self._timer = None
        self.look()
        if self._sessions:
            self._tick_later()

    def look(self) -> None:
        """Ping who is silent, drop who stays so, and let go of who stays away."""
        now = self._clock()
        for session in tuple(self._sessions.values()):
            if session.detached_at is None:
                self._listen(session, now - session.heard_at)
            else:
                self._wait(session, now - session.detached_at)

    def _listen(self, session: DeviceSession, silent_s: float) -> None:
        beat = self._rules.heartbeat
        silent_ms = silent_s * 1000
        if silent_ms < min(beat.interval_ms, beat.in_call_interval_ms):
            return
        in_call = self._exchange.in_call(session.connection_id)
        if silent_ms >= (beat.in_call_timeout_ms if in_call else beat.timeout_ms):
            session.drop(CloseCode.SILENT)
        elif not session.pinged and silent_ms >= (beat.in_call_interval_ms if in_call else beat.interval_ms):
            session.ping(PING)

    def _wait(self, session: DeviceSession, away_s: float) -> None:
        if away_s > self._rules.limits.window_s:
            session.close(CloseCode.SILENT)
        elif away_s > self._rules.grace_s and not session.faded:
            session.faded = True
            self._exchange.fade(session.connection_id)
