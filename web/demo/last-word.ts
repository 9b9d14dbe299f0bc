import type { SignalingClient } from "../src/index.ts";
import type { CallState } from "./call-state.ts";

/** How much longer a call goes on without media and the server, in milliseconds: two minutes with the 30 s before. */
const ALONE_MS = 90_000;

/** How long the server has, once it is back, to tell how the call ended: the other side may have to come back, too. */
const LAST_WORD_MS = 10_000;

/**
 * Puts off the end of a call whose media are lost while the server is away: the other side may have hung up there, and
 * media may come back together with the server.
 */
export class LastWord {
  readonly #signaling: Pick<SignalingClient, "state" | "onStateChange">;
  #broken = false;
  #end: (() => void) | undefined;
  #alone: ReturnType<typeof setTimeout> | undefined;
  #word: ReturnType<typeof setTimeout> | undefined;

  constructor(signaling: Pick<SignalingClient, "state" | "onStateChange">) {
    this.#signaling = signaling;
    signaling.onStateChange(() => this.#followServer());
  }

  /** To be called at every change of the call. */
  follow(state: CallState): void {
    this.#broken = state.phase === "connecting" || (state.phase === "connected" && state.reconnecting);
    if (!this.#broken) this.#forget();
  }

  /** Does now what ends the call, unless the server is away: then later, if nothing has become of the call before. */
  before(end: () => void): void {
    const { state } = this.#signaling;
    if (!this.#broken || state === "open" || state === "closed") return end();
    this.#forget();
    this.#end = end;
    this.#alone = setTimeout(() => this.#now(), ALONE_MS);
  }

  #forget(): void {
    this.#end = undefined;
    clearTimeout(this.#alone);
    clearTimeout(this.#word);
  }

  #followServer(): void {
    if (this.#end === undefined) return;
    clearTimeout(this.#word);
    if (this.#signaling.state === "closed") this.#now();
    if (this.#signaling.state === "open") this.#word = setTimeout(() => this.#now(), LAST_WORD_MS);
  }

  #now(): void {
    const end = this.#end;
    this.#forget();
    end?.();
  }
}
