import type { ClientMessage } from "./messages.gen.ts";

/** How many messages wait while there is no connection. */
export const OUTBOX_SIZE = 64;

/**
 * Messages that wait for a connection, in order. When it is full the oldest candidate is lost, or else the oldest
 * message: a call finds its path with fewer candidates, but not without its offer.
 */
export class Outbox {
  readonly #messages: ClientMessage[] = [];

  put(message: ClientMessage): void {
    this.#messages.push(message);
    if (this.#messages.length <= OUTBOX_SIZE) return;
    const candidate = this.#messages.findIndex(({ type }) => type === "call-ice-candidate");
    this.#messages.splice(Math.max(candidate, 0), 1);
  }

  /** Everything that waited; nothing waits afterwards. */
  takeAll(): ClientMessage[] {
    return this.#messages.splice(0);
  }
}
