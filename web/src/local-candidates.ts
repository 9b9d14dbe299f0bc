import type { Lifetime } from "./lifetime.ts";

/** What `LocalCandidates` needs of an RTCPeerConnection. */
type Signaling = Pick<RTCPeerConnection, "signalingState" | "localDescription" | "currentRemoteDescription">;

/** The origin line (RFC 8866 §5.2) of every description that Firefox makes. */
const FIREFOX = /^o=mozilla/m;
const FRAGMENT = /^a=ice-ufrag:(.*?)\r?$/m;
const CANDIDATE = /^a=candidate:/m;

/** How long our candidates wait for the other side's at the most, in milliseconds. */
export const HOLD_CANDIDATES_MS = 1_000;

/**
 * Our candidates on their way to the other side, at once; but after an ICE restart, those of another engine for Firefox
 * wait until the restart has been answered and Firefox's first candidate has come. Firefox 153 would check ours before
 * Chromium 156 knows of Firefox's. Chromium then takes each check for one from a peer-reflexive address, puts that pair
 * aside for one between its new and Firefox's old address, on which Firefox takes no media, and never comes back to it:
 * no media for seconds, or for good.
 */
export class LocalCandidates {
  readonly #pc: Signaling;
  readonly #lifetime: Lifetime;
  readonly #send: (candidate: RTCIceCandidate | null) => void;
  readonly #waiting: (RTCIceCandidate | null)[] = [];
  #remoteIsFirefox = false;
  #remoteFragment: string | undefined;
  #remoteCandidateDue = false;

  constructor(pc: Signaling, lifetime: Lifetime, send: (candidate: RTCIceCandidate | null) => void) {
    this.#pc = pc;
    this.#lifetime = lifetime;
    this.#send = send;
  }

  /** For a description that has arrived, as it came: Chromium writes an origin of its own into the one it keeps. */
  described(remote: string): void {
    const fragment = FRAGMENT.exec(remote)?.[1];
    const restarted = this.#remoteFragment !== undefined && fragment !== this.#remoteFragment;
    this.#remoteFragment = fragment;
    this.#remoteIsFirefox = FIREFOX.test(remote);
    if (!restarted || CANDIDATE.test(remote)) return;
    this.#remoteCandidateDue = true;
    this.#lifetime.after(HOLD_CANDIDATES_MS, () => this.remoteCandidateCame());
  }

  /** A candidate of the other side has come, or will not come any more. */
  remoteCandidateCame(): void {
    this.#remoteCandidateDue = false;
    this.#release();
  }

  /** For `icecandidate`; null says that there are no more. */
  gathered(candidate: RTCIceCandidate | null): void {
    this.#waiting.push(candidate);
    this.#release();
  }

  /** For `signalingstatechange`. */
  stateChanged(): void {
    this.#release();
  }

  #release(): void {
    if (this.#hold()) return;
    for (const candidate of this.#waiting.splice(0)) if (this.#counts(candidate)) this.#send(candidate);
  }

  #hold(): boolean {
    const { signalingState, localDescription, currentRemoteDescription } = this.#pc;
    if (!this.#remoteIsFirefox || FIREFOX.test(localDescription?.sdp ?? "")) return false;
    const answerDue = signalingState === "have-local-offer" && currentRemoteDescription !== null;
    return answerDue || this.#remoteCandidateDue;
  }

  /** Engines go on telling of candidates that they gathered for an offer which has been rolled back. */
  #counts(candidate: RTCIceCandidate | null): boolean {
    const fragment = candidate?.usernameFragment;
    return !fragment || (this.#pc.localDescription?.sdp.includes(`a=ice-ufrag:${fragment}`) ?? false);
  }
}
