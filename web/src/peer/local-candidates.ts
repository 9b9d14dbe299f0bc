import { madeByFirefox } from "./firefox.ts";
import type { Lifetime } from "../lifetime.ts";

/** What `LocalCandidates` needs of an RTCPeerConnection. */
type Signaling = Pick<RTCPeerConnection, "signalingState" | "localDescription" | "currentRemoteDescription">;

/** How long our candidates wait for the first of Firefox's, in milliseconds. */
export const HEARING_MS = 500;

const CANDIDATES = /^a=(candidate:.*|end-of-candidates)\r?\n/gm;
const BUNDLE = /^a=group:BUNDLE (\S+)/m;
/** The ICE user name fragment of a description (RFC 8839 §5.4): another one makes an ICE restart. */
export const USER_FRAGMENT = /^a=ice-ufrag:(.*?)\r?$/m;

/**
 * Our candidates on their way to the other side, at once; but those of an ICE restart between another engine and Firefox
 * wait until the answer has been applied and Firefox's first candidate has come. Firefox offers candidates for every
 * section; those of the one that carries the bundle (RFC 9143 §7.2) count. Firefox would check ours before.
 * Chromium 156 then takes each check for one from a peer-reflexive address, puts that pair aside for one between its new
 * and Firefox's old address, on which Firefox takes no media, and never comes back to it: no media for seconds, or for
 * good. Seen in the packets.
 */
export class LocalCandidates {
  readonly #pc: Signaling;
  readonly #lifetime: Lifetime;
  readonly #send: (candidate: RTCIceCandidate | null) => void;
  readonly #waiting: (RTCIceCandidate | null)[] = [];
  #remoteIsFirefox = false;
  /** The ICE user name fragment of the other side, and whether a restart brought it without a candidate so far. */
  #remoteFragment: string | undefined;
  #unheard = false;
  /** The section that carries the other side's bundle. */
  #carrier: string | undefined;

  constructor(pc: Signaling, lifetime: Lifetime, send: (candidate: RTCIceCandidate | null) => void) {
    this.#pc = pc;
    this.#lifetime = lifetime;
    this.#send = send;
  }

  /** For a description that has arrived, as it came: Chromium writes an origin of its own into the one it keeps. */
  described(remote: string): void {
    const before = this.#remoteFragment;
    this.#remoteFragment = USER_FRAGMENT.exec(remote)?.[1];
    this.#remoteIsFirefox = madeByFirefox(remote);
    this.#carrier = BUNDLE.exec(remote)?.[1];
    if (before === undefined || before === this.#remoteFragment) return;
    const restart = this.#remoteFragment;
    this.#unheard = section(remote, this.#carrier).search(CANDIDATES) === -1;
    this.#lifetime.after(HEARING_MS, () => this.#hear(restart));
  }

  /** For a candidate that has arrived. The empty one says nothing: it may end a gathering that was broken off before. */
  found(remote: RTCIceCandidateInit): void {
    const carried = this.#carrier === undefined || (remote.sdpMid ?? this.#carrier) === this.#carrier;
    if (remote.candidate && carried) this.#hear(remote.usernameFragment ?? this.#remoteFragment);
  }

  /** A description of ours as it is to be sent: without the candidates in it that have to wait. */
  inDescription(sdp: string): string {
    return this.#hold() ? sdp.replace(CANDIDATES, "") : sdp;
  }

  /** For `icecandidate`; null says that there are no more. */
  gathered(candidate: RTCIceCandidate | null): void {
    this.#waiting.push(candidate);
    this.stateChanged();
  }

  /** For `signalingstatechange`. */
  stateChanged(): void {
    if (this.#hold()) return;
    for (const candidate of this.#waiting.splice(0)) if (this.#counts(candidate)) this.#send(candidate);
  }

  #hear(fragment: string | undefined): void {
    if (!this.#unheard || fragment !== this.#remoteFragment) return;
    this.#unheard = false;
    this.stateChanged();
  }

  #hold(): boolean {
    const { signalingState, localDescription, currentRemoteDescription } = this.#pc;
    const answerDue = signalingState === "have-local-offer" && currentRemoteDescription !== null;
    return (answerDue || this.#unheard) && this.#remoteIsFirefox && !madeByFirefox(localDescription?.sdp);
  }

  /** Engines go on telling of candidates that they gathered for an offer which has been rolled back. */
  #counts(candidate: RTCIceCandidate | null): boolean {
    const fragment = candidate?.usernameFragment;
    return !fragment || (this.#pc.localDescription?.sdp.includes(`a=ice-ufrag:${fragment}`) ?? false);
  }
}

/** The section of this name; the whole description if there is none. */
function section(sdp: string, mid: string | undefined): string {
  return sdp.split(/^m=/m).find((each) => each.includes(`\na=mid:${mid}\r\n`)) ?? sdp;
}
