/** Enough that a late message finds its call, and few enough that nobody can fill the memory. */
const LIMIT = 1_000;

/** Calls that are over, or belong to another tab of this user: nothing may ring for them again. */
export class PastCalls {
  readonly #callIds = new Set<string>();

  has(callId: string): boolean {
    return this.#callIds.has(callId);
  }

  add(callId: string): void {
    this.#callIds.delete(callId);
    this.#callIds.add(callId);
    const [oldest] = this.#callIds;
    if (oldest !== undefined && this.#callIds.size > LIMIT) this.#callIds.delete(oldest);
  }
}
