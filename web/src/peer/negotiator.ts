import { keepDtlsRole } from "./dtls-role.ts";
import { FirstGathering } from "./first-gathering.ts";
import { joins } from "./joining.ts";
import { Negotiation } from "./negotiation.ts";
import type { NegotiatorOptions, RemoteDescription } from "./negotiator-options.ts";
import { OfferHold } from "./offer-hold.ts";
import { PeerError, type PeerErrorCode } from "./peer-errors.ts";
import { RemoteCandidates } from "./remote-candidates.ts";
import { RestartSpacing } from "./restart-spacing.ts";

/** When the engine asks for an offer so long after it last did, in milliseconds, that is not one more in a row. */
export const CALM_MS = 5_000;

/** Carries out on an RTCPeerConnection what `Negotiation` decides. Its promises never reject: failures are reported. */
export class Negotiator {
  readonly candidates: RemoteCandidates;
  readonly #pc: RTCPeerConnection;
  readonly #negotiation: Negotiation;
  readonly #options: NegotiatorOptions;
  readonly #gathering: FirstGathering;
  readonly #hold: OfferHold;
  readonly #spacing: RestartSpacing;
  /** An offer that was ignored for the sake of the one we are making. */
  #ignored: RemoteDescription | undefined;
  #askedAt = 0;

  constructor(pc: RTCPeerConnection, options: NegotiatorOptions) {
    this.#pc = pc;
    this.#options = options;
    this.#negotiation = new Negotiation(options.polite);
    this.candidates = new RemoteCandidates(pc, this.#negotiation, options.lifetime, options.report);
    this.#gathering = new FirstGathering(pc, options.lifetime);
    this.#hold = new OfferHold(options.lifetime, () => this.#holdExpired());
    this.#spacing = new RestartSpacing(options.lifetime, () => this.restartSettled());
  }

  /** For `negotiationneeded`. */
  async negotiate(): Promise<void> {
    const before = this.#askedAt;
    this.#askedAt = this.#options.lifetime.now();
    if (this.#negotiation.negotiationNeeded(this.#askedAt - before >= CALM_MS)) await this.#offer();
  }

  /** The application changes something in this turn. */
  changed(): void {
    const offer = (): void => void (this.#pc.signalingState === "stable" && this.negotiate());
    if (this.#negotiation.changed()) this.#options.lifetime.after(0, offer);
  }

  /** For a description that has arrived. */
  async receive(description: RemoteDescription): Promise<void> {
    const { type } = description;
    if (type !== "offer" && type !== "answer") return this.#fail("description_failed");
    const previous = this.#pc.currentRemoteDescription;
    const joined = joins(description, previous);
    const decision = this.#negotiation.descriptionReceived(type, this.#pc.signalingState, joined);
    if (decision.collision) this.#options.onCollision();
    if (decision.action === "ignore") {
      if (this.#negotiation.state.makingOffer) this.#ignored = description;
      return;
    }
    if (this.#spacing.begins(description, previous)) this.#negotiation.restarted();
    if (decision.rollback && previous === null) await this.#gathering.begun();
    if (this.#options.lifetime.ended) return;
    const applied = await this.#apply(description);
    if (applied && type === "offer") await this.#answer();
    this.#continue();
  }

  /** The last ICE restart has connected, or has had the time for it. */
  restartSettled(): void {
    this.#negotiation.restartSettled();
    this.#continue();
  }

  async #offer(): Promise<void> {
    this.#negotiation.offerStarted();
    try {
      await this.#describe();
      this.#ignored = undefined;
    } catch (cause) {
      this.#fail("negotiation_failed", cause);
    } finally {
      this.#negotiation.offerEnded();
    }
    const missed = this.#ignored; // ours did not get out, so nothing crossed theirs, and nobody would repeat it
    this.#ignored = undefined;
    if (missed) await this.receive(missed);
    else this.#continue();
  }

  async #answer(): Promise<void> {
    const previous = this.#pc.currentLocalDescription;
    try {
      await this.#describe();
      this.#negotiation.answerSent(joins(this.#pc.currentLocalDescription, previous));
      this.#negotiated();
    } catch (cause) {
      this.#fail("negotiation_failed", cause);
    }
  }

  /** Without an argument the engine picks offer or answer at the moment it acts, so nothing can come between. */
  async #describe(): Promise<void> {
    await this.#options.lifetime.until(this.#pc.setLocalDescription());
    if (this.#pc.localDescription) this.#options.send(this.#pc.localDescription);
  }

  /** An offer that crossed ours rolls ours back inside setRemoteDescription(), in one step (JSEP §4.1.10.2). */
  async #apply(description: RemoteDescription): Promise<boolean> {
    const { lifetime, firefox } = this.#options;
    const { type } = description;
    const sdp = firefox.edited(type === "answer" ? keepDtlsRole(description.sdp, this.#pc) : description.sdp);
    try {
      await this.candidates.behind(lifetime.until(this.#pc.setRemoteDescription({ type, sdp })));
      this.#negotiation.descriptionApplied(type);
      if (type === "answer") this.#negotiated();
      return true;
    } catch (cause) {
      this.#negotiation.descriptionFailed(type);
      this.#fail("description_failed", cause);
      return false;
    }
  }

  #negotiated(): void {
    this.#options.firefox.negotiated(this.#pc.currentLocalDescription);
    this.#options.onNegotiated();
  }

  /** After every step: makes the offer that is owed, or sees to it that a hold does not last. */
  #continue(): void {
    const { lifetime } = this.#options;
    if (lifetime.ended) return;
    const stable = this.#pc.signalingState === "stable" && !this.candidates.settingDescription;
    if (this.#negotiation.offerOwed(stable)) void this.#offer();
    this.#hold.update(this.#negotiation.state.holdingOffers, stable);
  }

  #holdExpired(): void {
    this.#negotiation.holdExpired();
    this.#continue();
  }

  #fail(code: PeerErrorCode, cause?: unknown): void {
    if (this.#options.lifetime.ended) return;
    const fatal = this.#pc.currentRemoteDescription === null;
    this.#options.report(new PeerError(code, { cause, fatal }));
  }
}
