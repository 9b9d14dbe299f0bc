/** Enough that a late message finds its call, and few enough that nobody can fill the memory. */
const LIMIT = 1_000;

/** Calls that are over here: nothing may ring for them again, and nobody rejoins them. */
export class PastCalls {
  readonly #callIds = new Set<string>();

  has(callId: string): boolean {
    return this.#callIds.has(callId);
  }

  add(callId: string): void {
    this.#callIds.add(callId);
    const [oldest] = this.#callIds;
    if (oldest !== undefined && this.#callIds.size > LIMIT) this.#callIds.delete(oldest);
  }
}
