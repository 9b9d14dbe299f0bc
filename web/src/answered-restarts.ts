import { madeByFirefox } from "./firefox.ts";

/** What `AnsweredRestarts` needs of an RTCPeerConnection. */
type Restartable = Pick<RTCPeerConnection, "currentLocalDescription" | "currentRemoteDescription" | "restartIce">;

const USER_FRAGMENT = /^a=ice-ufrag:.*$/m;

/**
 * After Firefox has answered an ICE restart of another engine in a call that it began, it restarts ICE itself. An engine
 * made of libwebrtc takes the controlling role whenever it offers a restart, and Firefox 153 keeps the role it has: that
 * of the controlling side where it made the first offer (RFC 8445 §6.1.1). Where both control, Firefox
 * nominates a pair once, in the very check that makes the other side give way (RFC 8445 §7.3.1.1), and libwebrtc, not
 * yet controlled, lets the nomination pass. So it goes on sending to the old address for seconds. When Firefox is the
 * one to offer, the other side takes the controlled role with its answer. Seen in Chromium 156 by its candidate pairs.
 */
export class AnsweredRestarts {
  readonly #pc: Restartable;
  #remote: string | undefined;
  #controls = false;

  constructor(pc: Restartable) {
    this.#pc = pc;
  }

  /** For every completed offer and answer. */
  negotiated(): void {
    const { currentLocalDescription: local, currentRemoteDescription: remote } = this.#pc;
    const before = this.#remote;
    if (before === undefined) this.#controls = remote?.type === "answer";
    this.#remote = USER_FRAGMENT.exec(remote?.sdp ?? "")?.[0];
    const answered = remote?.type === "offer" && before !== undefined && before !== this.#remote;
    if (answered && this.#controls && madeByFirefox(local?.sdp) && !madeByFirefox(remote.sdp)) this.#pc.restartIce();
  }
}
