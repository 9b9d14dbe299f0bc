import type { Lifetime } from "../lifetime.ts";

/** How long to wait for the first local candidate, in milliseconds. */
export const FIRST_CANDIDATE_MS = 1_000;

/**
 * Tells whether a connection has begun to gather. Chromium 156 never gathers anything on a connection whose first
 * gathering was rolled back before the browser had listed its networks, and nothing brings it back. The first candidate
 * tells that it has.
 */
export class FirstGathering {
  readonly #lifetime: Lifetime;
  readonly #first: Promise<unknown>;

  constructor(pc: RTCPeerConnection, lifetime: Lifetime) {
    const { signal } = lifetime;
    this.#lifetime = lifetime;
    this.#first = new Promise((resolve) => pc.addEventListener("icecandidate", resolve, { once: true, signal }));
  }

  /** Resolves once something was gathered, or there was nothing to gather, or it takes too long, or at the end. */
  async begun(): Promise<void> {
    await Promise.race([this.#first, this.#lifetime.sleep(FIRST_CANDIDATE_MS)]).catch(() => undefined);
  }
}
