import type { Line } from "./line.ts";
import { PastCalls } from "./past-calls.ts";

/** The lines of the calls there are, and what is remembered of those there were. */
export class Lines {
  readonly past = new PastCalls();
  readonly #create: (callId: string) => Line;
  readonly #lines = new Map<string, Line>();

  constructor(create: (callId: string) => Line) {
    this.#create = create;
  }

  get(callId: string | undefined): Line | undefined {
    return this.#lines.get(callId ?? "");
  }

  /** The line of a call that there is. */
  of(callId: string): Line {
    const line = this.#lines.get(callId) ?? this.#create(callId);
    this.#lines.set(callId, line);
    return line;
  }

  /** All other calls are over. */
  keepOnly(...callIds: (string | undefined)[]): void {
    for (const [callId, line] of this.#lines) {
      if (callIds.includes(callId)) continue;
      line.close();
      this.#lines.delete(callId);
      this.past.add(callId);
    }
  }
}
