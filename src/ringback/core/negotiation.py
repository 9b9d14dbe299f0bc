"""Perfect Negotiation as decisions only: no engine, no clock, nothing sent.

Source: W3C webrtc-pc, "Perfect Negotiation Example", with the candidate suppression of web-platform-tests (cleared
only once a description has been applied).

One addition. libwebrtc goes deaf at a rollback, in no state that it shows: to what comes on a transceiver of our
addTrack() that an offer of the other side has taken over, unless another offer and answer lie between. So the polite
side, which alone rolls back, offers once more after every answer that joins in (``core.joining``), and the impolite
side, which sees that in the answer, holds its own offers until it has answered that.

And libwebrtc asks for a negotiation for ever once the offer that first brings a section for data channels has been
rolled back, and the other side's section, if there is one, has another mid. So what it asks for with nothing changed
here has an end.

And after an ICE restart with Firefox our offers wait a while (``peer.restart_spacing``); the extra offer does not.

``web/src/peer/negotiation.ts`` decides the same; the table ``web/test/peer/negotiation-cases.json`` holds both to it.
"""

from dataclasses import dataclass
from typing import Literal

MOST_IN_A_ROW = 8
"""So many offers are made that the engine asks for one after the other, with nothing changed by the application."""

DescriptionType = Literal["offer", "answer"]
SignalingState = Literal[
    "stable", "have-local-offer", "have-remote-offer", "have-local-pranswer", "have-remote-pranswer", "closed"
]
CandidateDecision = Literal["add", "buffer", "drop"]
"""What to do with a remote candidate: with no remote description there is nothing to add it to."""


@dataclass(slots=True, kw_only=True)
class NegotiationState:
    """What one side knows about the negotiation, beyond what the connection says."""

    polite: bool
    """Gives way when both sides offer at once. Exactly one side of a call is polite."""
    making_offer: bool = False
    """From the decision to offer until the offer has been sent."""
    is_setting_remote_answer_pending: bool = False
    """An answer is being applied: an offer that arrives now is no collision (w3c/webrtc-pc#2566)."""
    ignoring_offer: bool = False
    """An offer was ignored and none applied since: candidates that belong to it cannot be added."""
    holding_offers: bool = False
    """Impolite side: its own offers wait until the extra offer of the polite side has been answered."""
    offer_held: bool = False
    """A negotiation was needed while offers were held."""
    restarting: bool = False
    """With Firefox: ICE has just been restarted, and has had no time to connect. Our own offers wait."""
    extra_offer_due: bool = False
    """Polite side: one extra offer is owed, needed or not."""
    offers_in_a_row: int = 0
    """How many offers the engine has asked for, each as soon as the one before was answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DescriptionDecision:
    """What to do with a description that has arrived."""

    action: Literal["apply", "ignore"]
    collision: bool
    """The offer crossed one of ours."""
    rollback: bool
    """Applying it rolls our own offer back, implicitly."""


class Negotiation:
    """Decides, for one side of one connection. Nobody else changes ``state``, except that ``polite`` may be told late:
    only an accept says who the other side is."""

    def __init__(self, state: NegotiationState) -> None:
        self.state = state

    def negotiation_needed(self, calm: bool) -> bool:
        """``negotiationneeded`` fired: whether to offer now. A skipped one fires again on the return to stable.
        ``calm``: it has not fired for a while."""
        state = self.state
        if calm and state.offers_in_a_row < MOST_IN_A_ROW:
            state.offers_in_a_row = 0
        held = state.holding_offers or state.restarting
        state.offer_held |= held
        offer = not held and not state.making_offer and state.offers_in_a_row < MOST_IN_A_ROW
        state.offers_in_a_row += offer
        return offer

    def changed(self) -> bool:
        """The application has changed something: whether to offer, as an engine that was not listened to will not ask
        again by itself."""
        ignored = self.state.offers_in_a_row == MOST_IN_A_ROW
        self.state.offers_in_a_row = 0
        return ignored

    def offer_started(self) -> None:
        """An offer is about to be made; whatever was owed, this one pays it."""
        self.state.making_offer = True
        self.state.extra_offer_due = False
        self.state.offer_held = False

    def offer_ended(self) -> None:
        """The offer was sent, or could not be made."""
        self.state.making_offer = False

    def description_received(
        self, kind: DescriptionType, signaling_state: SignalingState, joins: bool
    ) -> DescriptionDecision:
        """A description arrived. ``joins``: it is an answer that joins in."""
        state = self.state
        ready = not state.making_offer and (signaling_state == "stable" or state.is_setting_remote_answer_pending)
        collision = kind == "offer" and not ready
        ignore = collision and not state.polite
        rollback = collision and state.polite and signaling_state != "have-remote-offer"
        state.ignoring_offer |= ignore
        state.is_setting_remote_answer_pending |= kind == "answer"
        state.holding_offers |= joins and not state.polite
        if rollback:
            state.offers_in_a_row = 0
        return DescriptionDecision(action="ignore" if ignore else "apply", collision=collision, rollback=rollback)

    def description_applied(self, kind: DescriptionType) -> None:
        """A description was applied. An offer ends the hold: once it is answered, the engine asks again by itself."""
        self.state.ignoring_offer = False
        if kind == "answer":
            self.state.is_setting_remote_answer_pending = False
        else:
            self.state.holding_offers = False
            self.state.offer_held = False

    def answer_sent(self, joins: bool) -> None:
        """Ours. ``joins``: it joins in. An offer that has begun since is the extra one."""
        self.state.extra_offer_due |= joins and self.state.polite and not self.state.making_offer

    def description_failed(self, kind: DescriptionType) -> None:
        """The engine refused a description."""
        if kind == "answer":
            self.state.is_setting_remote_answer_pending = False

    def hold_expired(self) -> None:
        """The extra offer did not come in time."""
        self.state.holding_offers = False

    def restarted(self) -> None:
        """A description is about to be applied with which Firefox restarts ICE."""
        self.state.restarting = True

    def restart_settled(self) -> None:
        """That has had time to connect."""
        self.state.restarting = False

    def offer_owed(self, stable: bool) -> bool:
        """Whether to offer unasked. ``stable``: no description is set, or being set, that awaits its answer."""
        state = self.state
        free = stable and not state.making_offer and not state.holding_offers
        return free and (state.extra_offer_due or (state.offer_held and not state.restarting))

    def candidate_received(self, described: bool) -> CandidateDecision:
        """A candidate arrived. ``described``: a remote description is set or being set."""
        if described:
            return "add"
        return "drop" if self.state.ignoring_offer else "buffer"

    def candidate_failure_counts(self) -> bool:
        """The engine refused a candidate: whether that is worth telling."""
        return not self.state.ignoring_offer
