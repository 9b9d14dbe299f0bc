/** What `LocalCandidates` needs of an RTCPeerConnection. */
type Signaling = Pick<RTCPeerConnection, "signalingState" | "localDescription" | "currentRemoteDescription">;

/** The origin line (RFC 8866 §5.2) of every description that Firefox makes. */
const FIREFOX = /^o=mozilla/m;

/**
 * Our candidates on their way to the other side, at once; but those of an ICE restart that another engine offers to
 * Firefox wait for its answer. Firefox 153 would check them before Chromium 156 has seen the answer. Chromium then takes
 * each check for one from a peer-reflexive address, puts that pair aside for one between its new and Firefox's old address,
 * on which Firefox takes no media, and never comes back to it: no media for seconds, or for good.
 */
export class LocalCandidates {
  readonly #pc: Signaling;
  readonly #send: (candidate: RTCIceCandidate | null) => void;
  #waiting: (RTCIceCandidate | null)[] = [];
  #remoteIsFirefox = false;

  constructor(pc: Signaling, send: (candidate: RTCIceCandidate | null) => void) {
    this.#pc = pc;
    this.#send = send;
  }

  /** For a description that has arrived, as it came: Chromium writes an origin of its own into the one it keeps. */
  described(remote: string): void {
    this.#remoteIsFirefox = FIREFOX.test(remote);
  }

  /** For `icecandidate`; null says that there are no more. */
  gathered(candidate: RTCIceCandidate | null): void {
    this.#waiting.push(candidate);
    if (!this.#wait()) this.#release();
  }

  /** For `signalingstatechange`. What was gathered for an offer that has been rolled back counts for nothing. */
  stateChanged(): void {
    if (this.#pc.signalingState === "stable") this.#release();
    if (this.#pc.signalingState === "have-remote-offer") this.#waiting = [];
  }

  #wait(): boolean {
    const { signalingState, localDescription, currentRemoteDescription } = this.#pc;
    const restarting = signalingState === "have-local-offer" && currentRemoteDescription !== null;
    return restarting && this.#remoteIsFirefox && !FIREFOX.test(localDescription?.sdp ?? "");
  }

  #release(): void {
    for (const candidate of this.#waiting.splice(0)) this.#send(candidate);
  }
}
