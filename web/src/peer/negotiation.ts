import type { CandidateDecision, DescriptionDecision, NegotiationState } from "./negotiation-state.ts";

/** So many offers are made that the engine asks for one after the other, with nothing changed by the application. */
const MOST_IN_A_ROW = 8;

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
 * And libwebrtc asks for a negotiation for ever once the offer that first brings a section for data channels has been
 * rolled back, and the other side's section, if there is one, has another mid. So what it asks for with nothing changed
 * here has an end.
 *
 * And after an ICE restart with Firefox our offers wait a while (`RestartSpacing`); the extra offer does not.
 *
 * `test/peer/negotiation-cases.json` is the whole behaviour as a table.
 */
export class Negotiation {
  readonly state: NegotiationState;

  constructor(polite: boolean | (() => boolean), state: Partial<NegotiationState> = {}) {
    this.state = {
      get polite() {
        return typeof polite === "function" ? polite() : polite;
      },
      makingOffer: false,
      isSettingRemoteAnswerPending: false,
      ignoringOffer: false,
      holdingOffers: false,
      offerHeld: false,
      restarting: false,
      extraOfferDue: false,
      offersInARow: 0,
      ...state,
    };
  }

  /**
   * `negotiationneeded` fired: whether to offer now. One that is skipped fires again on the return to stable. `calm`: it
   * has not fired for a while.
   */
  negotiationNeeded(calm: boolean): boolean {
    if (calm && this.state.offersInARow < MOST_IN_A_ROW) this.state.offersInARow = 0;
    const { holdingOffers, restarting, makingOffer, offersInARow } = this.state;
    const held = holdingOffers || restarting;
    if (held) this.state.offerHeld = true;
    const offer = !held && !makingOffer && offersInARow < MOST_IN_A_ROW;
    if (offer) this.state.offersInARow += 1;
    return offer;
  }

  /**
   * The application has changed something: whether to offer, as an engine that was not listened to will not ask again by
   * itself.
   */
  changed(): boolean {
    const ignored = this.state.offersInARow === MOST_IN_A_ROW;
    this.state.offersInARow = 0;
    return ignored;
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
    if (rollback) this.state.offersInARow = 0;
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

  /** A description is about to be applied with which Firefox restarts ICE. */
  restarted(): void {
    this.state.restarting = true;
  }

  /** That has had time to connect. */
  restartSettled(): void {
    this.state.restarting = false;
  }

  /** Whether to offer without being asked. `stable`: no description is set or being set that awaits its answer. */
  offerOwed(stable: boolean): boolean {
    const { makingOffer, holdingOffers, extraOfferDue, offerHeld, restarting } = this.state;
    return stable && !makingOffer && !holdingOffers && (extraOfferDue || (offerHeld && !restarting));
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
