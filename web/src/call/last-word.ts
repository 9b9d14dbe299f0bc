import type { Cancel } from "../clock.ts";
import type { Lifetime } from "../lifetime.ts";
import type { SignalingClient } from "../signaling/signaling.ts";

/** How much longer a call goes on without media and the server, in milliseconds: two minutes with the 30 s before. */
const ALONE_MS = 90_000;

/** How long the server has, once it is back, to tell how the call ended: the other side may have to come back, too. */
const LAST_WORD_MS = 10_000;

/**
 * Puts off the end of a call whose media are lost while the server is away: the other side may have hung up there, and
 * media may come back together with the server.
 */
export class LastWord {
  readonly #signaling: Pick<SignalingClient, "state">;
  readonly #lifetime: Lifetime;
  #end: (() => void) | undefined;
  #aloneUntil = 0;
  #cancel: Cancel = () => undefined;

  /** To be told of every change of the server's connection, until the lifetime ends. */
  constructor(signaling: Pick<SignalingClient, "state" | "onStateChange">, lifetime: Lifetime) {
    this.#signaling = signaling;
    this.#lifetime = lifetime;
    lifetime.atEnd(signaling.onStateChange(() => this.#followServer()));
  }

  /** Does now what ends the call, or later if the server is away, unless media come back before. */
  before(end: () => void): void {
    const { state } = this.#signaling;
    if (state === "open" || state === "closed") return end();
    this.#end = end;
    this.#aloneUntil = this.#lifetime.now() + ALONE_MS;
    this.#followServer();
  }

  /** The call goes on. */
  mediaFlow(): void {
    this.#cancel();
    this.#end = undefined;
  }

  #followServer(): void {
    if (this.#end === undefined) return;
    const { state } = this.#signaling;
    if (state === "closed") return this.#now();
    this.#cancel();
    const patience = state === "open" ? LAST_WORD_MS : this.#aloneUntil - this.#lifetime.now();
    this.#cancel = this.#lifetime.after(patience, () => this.#now());
  }

  #now(): void {
    const end = this.#end;
    this.mediaFlow();
    end?.();
  }
}
