/** What one side knows about the negotiation, beyond what RTCPeerConnection says. */
export interface NegotiationState {
  /** Gives way when both sides offer at once. Exactly one side of a call is polite. */
  readonly polite: boolean;
  /** From the decision to offer until the offer has been sent. */
  makingOffer: boolean;
  /** An answer is being applied: an offer that arrives now is no collision (w3c/webrtc-pc#2566). */
  isSettingRemoteAnswerPending: boolean;
  /** An offer was ignored and none applied since: candidates that belong to it cannot be added. */
  ignoringOffer: boolean;
  /** Impolite side: its own offers wait until the extra offer of the polite side has been answered. */
  holdingOffers: boolean;
  /** A negotiation was needed while offers were held. */
  offerHeld: boolean;
  /** Polite side: one extra offer is owed, needed or not. */
  extraOfferDue: boolean;
}

/** What to do with a description that has arrived. */
export interface DescriptionDecision {
  readonly action: "apply" | "ignore";
  /** The offer crossed one of ours. */
  readonly collision: boolean;
  /** Applying it rolls our own offer back, implicitly. */
  readonly rollback: boolean;
}

/** What to do with a remote candidate: with no remote description there is nothing to add it to. */
export type CandidateDecision = "add" | "buffer" | "drop";

/**
 * Perfect Negotiation as decisions only: no engine, no clock, nothing sent. Source: W3C webrtc-pc, "Perfect
 * Negotiation Example", with the candidate suppression of web-platform-tests (cleared only once a description has
 * been applied).
 *
 * One addition. libwebrtc goes deaf at a rollback, in no state that it shows: to what comes on a transceiver of our
 * addTrack() that an offer of the other side has taken over, unless another offer and answer lie between. So the polite
 * side, which alone rolls back, offers once more after every answer that joins in (`joins`), and the impolite side, which
 * sees that in the answer, holds its own offers until it has answered that.
 *
 * `test/negotiation-cases.json` is the whole behaviour as a table.
 */
export class Negotiation {
  readonly state: NegotiationState;

  constructor(polite: boolean, state: Partial<NegotiationState> = {}) {
    this.state = {
      polite,
      makingOffer: false,
      isSettingRemoteAnswerPending: false,
      ignoringOffer: false,
      holdingOffers: false,
      offerHeld: false,
      extraOfferDue: false,
      ...state,
    };
  }

  /** `negotiationneeded` fired: whether to offer now. One that is skipped fires again on the return to stable. */
  negotiationNeeded(): boolean {
    if (this.state.holdingOffers) this.state.offerHeld = true;
    return !this.state.holdingOffers && !this.state.makingOffer;
  }

  /** An offer is about to be made; whatever was owed, this one pays it. */
  offerStarted(): void {
    this.state.makingOffer = true;
    this.state.extraOfferDue = false;
    this.state.offerHeld = false;
  }

  /** The offer was sent, or could not be made. */
  offerEnded(): void {
    this.state.makingOffer = false;
  }

  /** A description arrived. `joins`: it is an answer that joins in. */
  descriptionReceived(
    type: "offer" | "answer",
    signalingState: RTCSignalingState,
    joins: boolean,
  ): DescriptionDecision {
    const { polite, makingOffer, isSettingRemoteAnswerPending } = this.state;
    const ready = !makingOffer && (signalingState === "stable" || isSettingRemoteAnswerPending);
    const collision = type === "offer" && !ready;
    const ignore = collision && !polite;
    const rollback = collision && polite && signalingState !== "have-remote-offer";
    if (ignore) this.state.ignoringOffer = true;
    if (type === "answer") this.state.isSettingRemoteAnswerPending = true;
    if (joins && !polite) this.state.holdingOffers = true;
    return { action: ignore ? "ignore" : "apply", collision, rollback };
  }

  /** A description was applied. An offer ends the hold: once it is answered, the engine asks again by itself. */
  descriptionApplied(type: "offer" | "answer"): void {
    this.state.ignoringOffer = false;
    if (type === "answer") {
      this.state.isSettingRemoteAnswerPending = false;
    } else {
      this.state.holdingOffers = false;
      this.state.offerHeld = false;
    }
  }

  /** Ours. `joins`: it joins in. An offer that has begun since is the extra one. */
  answerSent(joins: boolean): void {
    if (joins && this.state.polite && !this.state.makingOffer) this.state.extraOfferDue = true;
  }

  /** The engine refused a description. */
  descriptionFailed(type: "offer" | "answer"): void {
    if (type === "answer") this.state.isSettingRemoteAnswerPending = false;
  }

  /** The extra offer did not come in time. */
  holdExpired(): void {
    this.state.holdingOffers = false;
  }

  /** Whether to offer without being asked. `stable`: no description is set or being set that awaits its answer. */
  offerOwed(stable: boolean): boolean {
    const { makingOffer, holdingOffers, extraOfferDue, offerHeld } = this.state;
    return stable && !makingOffer && !holdingOffers && (extraOfferDue || offerHeld);
  }

  /** A candidate arrived. `described`: a remote description is set or being set. */
  candidateReceived(described: boolean): CandidateDecision {
    if (described) return "add";
    return this.state.ignoringOffer ? "drop" : "buffer";
  }

  /** The engine refused a candidate: whether that is worth telling. */
  candidateFailureCounts(): boolean {
    return !this.state.ignoringOffer;
  }
}
