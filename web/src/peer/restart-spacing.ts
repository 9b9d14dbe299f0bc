import { inFirefox, madeByFirefox } from "./firefox.ts";
import type { Lifetime } from "../lifetime.ts";
import { USER_FRAGMENT } from "./local-candidates.ts";

/** How long after an ICE restart with Firefox the next of ours begins at the earliest, in milliseconds. */
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
  #fragment: string | undefined;
  #until = -Infinity;

  constructor(lifetime: Lifetime) {
    this.#lifetime = lifetime;
  }

  /** For a description that has arrived, as it came. */
  described(remote: string): void {
    const before = this.#fragment;
    this.#fragment = USER_FRAGMENT.exec(remote)?.[1];
    const restarted = before !== undefined && before !== this.#fragment;
    if (restarted && (inFirefox() || madeByFirefox(remote))) this.#until = this.#lifetime.now() + APART_MS;
  }

  /** How long a restart of ours has to wait, in milliseconds; none if it is not above zero. */
  get leftMs(): number {
    return this.#until - this.#lifetime.now();
  }
}
