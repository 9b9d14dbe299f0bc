import { madeByFirefox } from "./firefox.ts";

/** What `LocalCandidates` needs of an RTCPeerConnection. */
type Signaling = Pick<RTCPeerConnection, "signalingState" | "localDescription" | "currentRemoteDescription">;

const CANDIDATES = /^a=(candidate:.*|end-of-candidates)\r?\n/gm;

/**
 * Our candidates on their way to the other side, at once; but those of an ICE restart that another engine offers to
 * Firefox wait for its answer. Firefox 153 would check them before Chromium 156 has seen the answer. Chromium then takes
 * each check for one from a peer-reflexive address, puts that pair aside for one between its new and Firefox's old
 * address, on which Firefox takes no media, and never comes back to it: no media for seconds, or for good. That this is
 * the reason is concluded from candidate-pair statistics; that the wait helps was measured.
 */
export class LocalCandidates {
  readonly #pc: Signaling;
  readonly #send: (candidate: RTCIceCandidate | null) => void;
  readonly #waiting: (RTCIceCandidate | null)[] = [];
  #remoteIsFirefox = false;

  constructor(pc: Signaling, send: (candidate: RTCIceCandidate | null) => void) {
    this.#pc = pc;
    this.#send = send;
  }

  /** For a description that has arrived, as it came: Chromium writes an origin of its own into the one it keeps. */
  described(remote: string): void {
    this.#remoteIsFirefox = madeByFirefox(remote);
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

  #hold(): boolean {
    const { signalingState, localDescription, currentRemoteDescription } = this.#pc;
    const answerDue = signalingState === "have-local-offer" && currentRemoteDescription !== null;
    return answerDue && this.#remoteIsFirefox && !madeByFirefox(localDescription?.sdp);
  }

  /** Engines go on telling of candidates that they gathered for an offer which has been rolled back. */
  #counts(candidate: RTCIceCandidate | null): boolean {
    const fragment = candidate?.usernameFragment;
    return !fragment || (this.#pc.localDescription?.sdp.includes(`a=ice-ufrag:${fragment}`) ?? false);
  }
}
