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
  /** With Firefox: ICE has just been restarted, and has had no time to connect. Our own offers wait. */
  restarting: boolean;
  /** Polite side: one extra offer is owed, needed or not. */
  extraOfferDue: boolean;
  /** How many offers the engine has asked for, each as soon as the one before was answered. */
  offersInARow: number;
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
