import type { Lifetime } from "../lifetime.ts";
import type { Negotiation } from "./negotiation.ts";
import { PeerError, type ReportError } from "./peer-errors.ts";

/** More than any peer has; what comes beyond it before a description is dropped. */
const MAX_WAITING = 256;

/**
 * The other side's candidates, each behind the description it belongs to. RTCPeerConnection keeps the order of what is
 * given to it, so they are handed over in the turn they arrive in, also while a description is being set (RFC 8838).
 */
export class RemoteCandidates {
  readonly #pc: RTCPeerConnection;
  readonly #negotiation: Negotiation;
  readonly #lifetime: Lifetime;
  readonly #report: ReportError;
  readonly #waiting: RTCIceCandidateInit[] = [];
  #settings = 0;

  constructor(pc: RTCPeerConnection, negotiation: Negotiation, lifetime: Lifetime, report: ReportError) {
    this.#pc = pc;
    this.#negotiation = negotiation;
    this.#lifetime = lifetime;
    this.#report = report;
  }

  /** A remote description is being set. */
  get settingDescription(): boolean {
    return this.#settings > 0;
  }

  /** Resolves when the engine has dealt with it, or at once when it has to wait or counts for nothing. */
  async receive(candidate: RTCIceCandidateInit): Promise<void> {
    const described = this.settingDescription || this.#pc.remoteDescription !== null;
    const decision = this.#negotiation.candidateReceived(described);
    if (decision === "add") await this.#add(candidate);
    if (decision === "buffer" && this.#waiting.length < MAX_WAITING) this.#waiting.push(candidate);
  }

  /** Call in the same turn as `setRemoteDescription()`, with its promise: what waited goes in behind it. */
  async behind(setting: Promise<void>): Promise<void> {
    this.#settings += 1;
    for (const candidate of this.#waiting.splice(0)) void this.#add(candidate);
    try {
      await setting;
    } finally {
      this.#settings -= 1;
    }
  }

  async #add(candidate: RTCIceCandidateInit): Promise<void> {
    try {
      await this.#lifetime.until(this.#pc.addIceCandidate(candidate));
    } catch (cause) {
      if (this.#lifetime.ended || !this.#negotiation.candidateFailureCounts()) return;
      this.#report(new PeerError("candidate_failed", { cause }));
    }
  }
}
