"""The other side's candidates, each behind the description it belongs to."""

import asyncio

from ringback.core.negotiation import Negotiation
from ringback.messages import IceCandidate
from ringback.peer.engine import Engine
from ringback.peer.errors import EngineError, PeerClosed, PeerError, Report
from ringback.peer.lifetime import Lifetime
from ringback.peer.promise import promise

MAX_WAITING = 256
"""More than any peer has; what comes beyond it before a description is dropped."""


class RemoteCandidates:
    """Hands over candidates in the turn they arrive in, also while a description is being set (RFC 8838): the engine
    keeps the order of what it is given."""

    def __init__(self, engine: Engine, negotiation: Negotiation, lifetime: Lifetime, report: Report) -> None:
        self._engine = engine
        self._negotiation = negotiation
        self._lifetime = lifetime
        self._report = report
        self._waiting: list[IceCandidate] = []
        self._settings = 0

    @property
    def setting_description(self) -> bool:
        """A remote description is being set."""
        return self._settings > 0

    async def receive(self, candidate: IceCandidate) -> None:
        """Done when the engine has dealt with it, or at once when it has to wait or counts for nothing."""
        described = self.setting_description or self._engine.remote_description is not None
        decision = self._negotiation.candidate_received(described)
        if decision == "add":
            await self._add(candidate)
        if decision == "buffer" and len(self._waiting) < MAX_WAITING:
            self._waiting.append(candidate)

    async def behind(self, setting: asyncio.Future[None]) -> None:
        """To be awaited in the same turn as ``setting`` was begun: what waited goes in behind it."""
        self._settings += 1
        waiting, self._waiting = self._waiting, []
        for candidate in waiting:
            promise(self._add(candidate))
        try:
            await self._lifetime.until(setting)
        finally:
            self._settings -= 1

    async def _add(self, candidate: IceCandidate) -> None:
        try:
            await self._lifetime.until(self._engine.add_ice_candidate(candidate))
        except PeerClosed:
            return
        except EngineError as cause:
            if self._negotiation.candidate_failure_counts():
                sentence = "A network path of the other side could not be used."
                self._report(PeerError("candidate_failed", sentence).because(cause))
