import type { CallEvent, CallState } from "./call-state.ts";

/** Times in milliseconds. */
const DEADLINES = {
  outgoing: 60_000,
  /** Longer than the caller's, so that it counts only when the caller's hang-up was lost. */
  incoming: 65_000,
  /** How long the other party may be away from the server before there is a connection. */
  away: 10_000,
  /** How long a server that ends calls itself may be late. */
  grace: 5_000,
} as const;

/** Ends what rings for too long, or to nobody. */
export class RingDeadlines {
  readonly #onDeadline: (event: CallEvent) => void;
  #ringing: string | null = null;
  #announced: { readonly callId: string; readonly expiresInMs: number } | undefined;
  #ringTimer: ReturnType<typeof setTimeout> | undefined;
  #awayTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(onDeadline: (event: CallEvent) => void) {
    this.#onDeadline = onDeadline;
  }

  /** To be called at every change of the call. */
  follow(state: CallState): void {
    const rings = state.phase === "incoming" || (state.phase === "outgoing" && state.sent);
    const ringing = rings ? state.call.callId : null;
    if (ringing === this.#ringing) return;
    this.#ringing = ringing;
    clearTimeout(this.#ringTimer);
    clearTimeout(this.#awayTimer);
    if (rings) this.#ring(state.call.callId, DEADLINES[state.phase]);
  }

  /** The server ends the ringing of a call in so many milliseconds. */
  announce(callId: string, expiresInMs: number): void {
    this.#announced = { callId, expiresInMs };
    if (callId === this.#ringing) this.#ring(callId, expiresInMs);
  }

  /** To be called at every change of who is online, unless the server ends calls itself. */
  presence(online: ReadonlySet<string>, state: CallState): void {
    clearTimeout(this.#awayTimer);
    if (state.phase !== "outgoing" && state.phase !== "incoming" && state.phase !== "connecting") return;
    if (online.has(state.call.peer)) return;
    this.#awayTimer = this.#after(DEADLINES.away, "vanished", state.call.callId);
  }

  #ring(callId: string, unlessAnnounced: number): void {
    const announced = this.#announced?.callId === callId ? this.#announced.expiresInMs + DEADLINES.grace : undefined;
    clearTimeout(this.#ringTimer);
    this.#ringTimer = this.#after(announced ?? unlessAnnounced, "ring-timeout", callId);
  }

  #after(delay: number, type: "ring-timeout" | "vanished", callId: string): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#onDeadline({ type, callId }), delay);
  }
}
