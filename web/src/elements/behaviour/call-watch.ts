import type { Call, CallSnapshot } from "../../index.ts";

/** What is told of calls. */
export interface CallListener {
  readonly begun: (call: Call) => void;
  readonly changed: (call: Call, before: CallSnapshot | undefined) => void;
  readonly ended: (call: Call) => void;
}

/** Tells one state of the calls from the one before. */
export class CallWatch {
  readonly #listener: CallListener;
  #known = new Map<Call, CallSnapshot>();

  constructor(listener: CallListener) {
    this.#listener = listener;
  }

  /** These are the calls now. */
  see(calls: readonly Call[]): void {
    const before = this.#known;
    this.#known = new Map(calls.map((call) => [call, call.snapshot]));
    for (const call of calls) {
      const was = before.get(call);
      if (was === call.snapshot) continue;
      const isOver = call.snapshot.phase === "ended";
      if (!was && !isOver) this.#listener.begun(call);
      if (!isOver) this.#listener.changed(call, was);
      else if (was && was.phase !== "ended") this.#listener.ended(call);
    }
  }
}
