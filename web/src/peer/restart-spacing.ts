import type { Cancel } from "../clock.ts";
import { inFirefox, madeByFirefox } from "./firefox.ts";
import type { Lifetime } from "../lifetime.ts";
import { USER_FRAGMENT } from "./local-candidates.ts";

/** How long after an ICE restart with Firefox the next offer of ours is made at the earliest, in milliseconds. */
export const APART_MS = 1_000;

/**
 * With Firefox on either side no ICE restart begins before the last has had time to connect. Firefox keeps two generations
 * of addresses: at the next restart it closes the older one, which may be the only one that has a path, and sends by the
 * younger. If DTLS has anything to send then (data, or SCTP's heartbeat), that fails, and Firefox 153 takes the failure for
 * the end of DTLS. Source: SetIceCredentials() and SendPacket() in its nricemediastream.cpp, SendPacket() in its
 * transportlayerdtls.cpp. Nothing is lost by the wait: the last restart has renewed both sides' addresses.
 */
export class RestartSpacing {
  readonly #lifetime: Lifetime;
  readonly #settled: () => void;
  #cancel: Cancel | undefined;

  constructor(lifetime: Lifetime, settled: () => void) {
    this.#lifetime = lifetime;
    this.#settled = settled;
  }

  /**
   * Whether a description, as it came, restarts ICE with Firefox; then `settled` is called after `APART_MS`. `previous` is
   * the one that it replaces.
   */
  begins({ sdp }: { sdp: string }, previous: RTCSessionDescription | null): boolean {
    const begins = restarts(sdp, previous) && (inFirefox() || madeByFirefox(sdp));
    if (begins) {
      this.#cancel?.();
      this.#cancel = this.#lifetime.after(APART_MS, this.#settled);
    }
    return begins;
  }
}

function restarts(sdp: string, previous: RTCSessionDescription | null): boolean {
  return previous !== null && USER_FRAGMENT.exec(sdp)?.[1] !== USER_FRAGMENT.exec(previous.sdp)?.[1];
}
