import type { CallEvent, CallState } from "./call-state.ts";

/** Times in milliseconds. */
const DEADLINES = {
  outgoing: 60_000,
  /** Longer than the caller's, so that it counts only when the caller's hang-up was lost. */
  incoming: 65_000,
  /** How long the other party may be away from the server before there is a connection. */
  away: 10_000,
} as const;

/** Ends what rings for too long, or to nobody. */
export class RingDeadlines {
  readonly #onDeadline: (event: CallEvent) => void;
  #ringing: string | null = null;
  #ringTimer: ReturnType<typeof setTimeout> | undefined;
  #awayTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(onDeadline: (event: CallEvent) => void) {
    this.#onDeadline = onDeadline;
  }

  /** To be called at every change of the call. */
  follow(state: CallState): void {
    const rings = state.phase === "incoming" || (state.phase === "outgoing" && state.ringing);
    const ringing = rings ? state.call.callId : null;
    if (ringing === this.#ringing) return;
    this.#ringing = ringing;
    clearTimeout(this.#ringTimer);
    clearTimeout(this.#awayTimer);
    if (rings) this.#ringTimer = this.#after(DEADLINES[state.phase], "ring-timeout", state.call.callId);
  }

  /** To be called at every change of who is online. */
  presence(online: ReadonlySet<string>, state: CallState): void {
    clearTimeout(this.#awayTimer);
    if (state.phase !== "outgoing" && state.phase !== "incoming" && state.phase !== "connecting") return;
    if (online.has(state.call.peer)) return;
    this.#awayTimer = this.#after(DEADLINES.away, "vanished", state.call.callId);
  }

  #after(delay: number, type: "ring-timeout" | "vanished", callId: string): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#onDeadline({ type, callId }), delay);
  }
}
