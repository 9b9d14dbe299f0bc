"""Carries out on an engine what ``core.negotiation`` decides."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass

from ringback.core.joining import joins
from ringback.core.negotiation import Negotiation, NegotiationState
from ringback.peer.dtls_role import keep_dtls_role
from ringback.peer.engine import Engine, SessionDescription
from ringback.peer.errors import EngineError, PeerClosed, PeerError, PeerErrorCode, Report
from ringback.peer.lifetime import Cancel, Lifetime
from ringback.peer.promise import promise, resolve
from ringback.peer.remote_candidates import RemoteCandidates
from ringback.peer.restart_spacing import RestartSpacing

HOLD_S = 1.0
"""How long the impolite side waits for the polite side's extra offer, in seconds."""

FIRST_CANDIDATE_S = 1.0
"""How long the rollback of a very first offer waits for the first local candidate, in seconds."""


CALM_S = 5.0
"""When the engine asks for an offer so long after it last did, in seconds, that is not one more in a row."""


def _nothing() -> None:
    """There is no hold to cancel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NegotiatorOptions:
    """What the negotiator reports to."""

    is_polite: Callable[[], bool]
    lifetime: Lifetime
    report: Report
    send: Callable[[SessionDescription], None]
    """Sends a local description to the other side."""
    describing: Callable[[], AbstractContextManager[None]]
    """Entered while a local description is being set and sent."""
    on_collision: Callable[[], None]
    """Both offers crossed; one of them counts for nothing."""
    on_negotiated: Callable[[], None]
    """An offer and answer have been completed."""


class Negotiator:
    """Perfect Negotiation on one engine. Its methods do not raise: failures are reported.

    ``negotiate`` and ``receive`` have to be begun in the turn they are called for: see ``promise``.
    """

    def __init__(self, engine: Engine, options: NegotiatorOptions) -> None:
        self._engine = engine
        self._options = options
        self._lifetime = options.lifetime
        self._negotiation = Negotiation(NegotiationState(polite=options.is_polite()))
        self.candidates = RemoteCandidates(engine, self._negotiation, options.lifetime, options.report)
        self._gathering_begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ignored: SessionDescription | None = None
        """An offer that was ignored for the sake of the one we are making."""
        self._cancel_hold: Cancel = _nothing
        self._spacing = RestartSpacing(options.lifetime, self._restart_settled)
        self._asked_at = 0.0

    async def negotiate(self) -> None:
        """For ``negotiationneeded``."""
        before, self._asked_at = self._asked_at, self._lifetime.now()
        if self._negotiation.negotiation_needed(self._asked_at - before >= CALM_S):
            await self._offer()

    def changed(self) -> None:
        """The application changes something in this turn."""
        if self._negotiation.changed():
            self._lifetime.after(0, lambda: promise(self._offer_change()))

    def gathered(self) -> None:
        """For ``icecandidate``: something was gathered, or there was nothing to gather."""
        resolve(self._gathering_begun, None)

    async def receive(self, description: SessionDescription) -> None:
        """For a description that has arrived."""
        if description.type not in {"offer", "answer"}:
            self._fail("description_failed", "The other side sent a description that is no offer or answer.")
            return
        previous = self._engine.current_remote_description
        joined = joins(description, previous)
        self._negotiation.state.polite = self._options.is_polite()
        decision = self._negotiation.description_received(description.type, self._engine.signaling_state, joined)
        if decision.collision:
            self._options.on_collision()
        if decision.action == "ignore":
            self._ignored = description if self._negotiation.state.making_offer else None
            return
        if self._spacing.begins(description, previous):
            self._negotiation.restarted()
        with suppress(PeerClosed):
            if decision.rollback and previous is None:
                await self._wait_for_gathering()
            if await self._apply(description) and description.type == "offer":
                await self._answer()
        self._continue()

    async def _offer_change(self) -> None:
        if self._engine.signaling_state == "stable":
            await self.negotiate()

    async def _offer(self) -> None:
        self._negotiation.offer_started()
        try:
            await self._describe()
            self._ignored = None
        except PeerClosed:
            return
        except EngineError as cause:
            self._fail("negotiation_failed", "The engine could not make an offer.", cause)
        finally:
            self._negotiation.offer_ended()
        # Ours did not get out, so nothing crossed theirs, and nobody would repeat it.
        missed, self._ignored = self._ignored, None
        if missed:
            await self.receive(missed)
        else:
            self._continue()

    async def _answer(self) -> None:
        previous = self._engine.current_local_description
        try:
            made = await self._describe()
        except EngineError as cause:
            self._fail("negotiation_failed", "The engine could not answer the other side's offer.", cause)
        else:
            self._negotiation.answer_sent(joins(made, previous))
            self._options.on_negotiated()

    async def _wait_for_gathering(self) -> None:
        """libwebrtc M156 never gathers anything on a connection whose first gathering was rolled back before it had
        listed the networks, and nothing brings it back. The first candidate tells that it has."""
        stop = self._lifetime.after(FIRST_CANDIDATE_S, self.gathered)
        await self._lifetime.until(self._gathering_begun)
        stop()

    async def _describe(self) -> SessionDescription:
        """Without an argument the engine picks offer or answer at the moment it acts, so nothing can come between."""
        with self._options.describing():
            description = await self._lifetime.until(self._engine.set_local_description())
            self._options.send(description)
        return description

    async def _apply(self, description: SessionDescription) -> bool:
        """An offer that crossed ours rolls ours back inside set_remote_description(), in one step (JSEP §4.1.10.2)."""
        kind, sdp = description.type, description.sdp
        if kind == "answer":
            description = SessionDescription(kind, keep_dtls_role(sdp, self._engine))
        try:
            await self.candidates.behind(self._engine.set_remote_description(description))
        except EngineError as cause:
            self._negotiation.description_failed(kind)
            self._fail("description_failed", "The other side sent a description that the engine refused.", cause)
            return False
        self._negotiation.description_applied(kind)
        if kind == "answer":
            self._options.on_negotiated()
        return True

    def _continue(self) -> None:
        """After every step: makes the offer that is owed, or sees to it that a hold does not last."""
        if self._lifetime.ended:
            return
        stable = self._engine.signaling_state == "stable" and not self.candidates.setting_description
        if self._negotiation.offer_owed(stable):
            promise(self._offer())
        if not self._negotiation.state.holding_offers:
            self._cancel_hold()
            self._cancel_hold = _nothing
        elif stable and self._cancel_hold is _nothing:
            self._cancel_hold = self._lifetime.after(HOLD_S, self._hold_expired)

    def _hold_expired(self) -> None:
        self._negotiation.hold_expired()
        self._continue()

    def _restart_settled(self) -> None:
        self._negotiation.restart_settled()
        self._continue()

    def _fail(self, code: PeerErrorCode, message: str, cause: EngineError | None = None) -> None:
        fatal = self._engine.current_remote_description is None
        self._options.report(PeerError(code, message, fatal=fatal).because(cause))
