import { madeByFirefox } from "./firefox.ts";
import type { Lifetime } from "../lifetime.ts";

/** What `AnsweredRestarts` needs of an RTCPeerConnection. */
type Restartable = Pick<
  RTCPeerConnection,
  "currentLocalDescription" | "currentRemoteDescription" | "getStats" | "restartIce"
>;

const USER_FRAGMENT = /^a=ice-ufrag:.*$/m;

/** How often Firefox looks after its answer and how many times, and how many silent looks on the new path are too many. */
export const LOOKS = { everyMs: 100, most: 30, silent: 2 } as const;

/** A look at what arrives: packets so far, and the candidate pair they come by. */
interface Look {
  readonly packets: number;
  readonly path: string | undefined;
}

/**
 * When nothing arrives any more after Firefox has answered an ICE restart of another engine, it restarts ICE itself. An
 * engine made of libwebrtc takes the controlling role whenever it offers a restart, and Firefox 153 keeps the role it
 * has. Where both control, Firefox nominates a pair once, and libwebrtc, which is changing its role just then (RFC 8445
 * §7.3.1.1), may let the nomination pass: it goes on sending to Firefox's old address for seconds. When Firefox is the
 * one to offer, the other side takes the controlled role with its answer. Seen in Chromium 156, in the packets. Not done
 * at once: where Firefox restarts twice before the first restart has connected, its DTLS can fail for good.
 */
export class AnsweredRestarts {
  readonly #pc: Restartable;
  readonly #lifetime: Lifetime;
  readonly #connected: () => void;
  #remote: string | undefined;

  /** `connected`: the restart has, so that the one of ours which follows in the same turn need not wait any longer. */
  constructor(pc: Restartable, lifetime: Lifetime, connected: () => void) {
    this.#pc = pc;
    this.#lifetime = lifetime;
    this.#connected = connected;
  }

  /** For every completed offer and answer. */
  negotiated(): void {
    const { currentLocalDescription: local, currentRemoteDescription: remote } = this.#pc;
    const before = this.#remote;
    this.#remote = USER_FRAGMENT.exec(remote?.sdp ?? "")?.[0];
    const answered = remote?.type === "offer" && before !== undefined && before !== this.#remote;
    if (answered && madeByFirefox(local?.sdp) && !madeByFirefox(remote.sdp)) {
      this.#listen().catch(() => undefined); // the connection was closed meanwhile
    }
  }

  async #listen(): Promise<void> {
    const restart = this.#remote;
    const before = await this.#look();
    let last = before;
    for (let looks = 0, silent = 0; looks < LOOKS.most && restart === this.#remote; looks += 1) {
      await this.#lifetime.sleep(LOOKS.everyMs);
      const now = await this.#look();
      const connected = now.path !== undefined && now.path !== before.path;
      silent = connected && now.packets === last.packets ? silent + 1 : 0;
      if (silent === LOOKS.silent) {
        this.#connected();
        return this.#pc.restartIce();
      }
      last = now;
    }
  }

  async #look(): Promise<Look> {
    let packets = 0;
    let path: string | undefined;
    const stats = await this.#lifetime.until(this.#pc.getStats());
    stats.forEach((entry: RTCStats & { packetsReceived?: number; selected?: boolean }) => {
      if (entry.type === "inbound-rtp") packets += entry.packetsReceived ?? 0;
      if (entry.type === "candidate-pair" && entry.selected) path = entry.id;
    });
    return { packets, path };
  }
}
