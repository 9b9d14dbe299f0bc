import type { Cancel } from "../clock.ts";
import type { Lifetime } from "../lifetime.ts";

/** Whichever comes first: so many events, or so many milliseconds after the first of them. */
const AFTER_EVENTS = 16;
const AFTER_MS = 500;

/** Tells the server how far its events have arrived, so that it need not keep them. */
export class Acknowledgement {
  readonly #lifetime: Lifetime;
  readonly #send: (seq: number) => void;
  #seq = 0;
  #waiting = 0;
  #cancel: Cancel = () => undefined;

  constructor(lifetime: Lifetime, send: (seq: number) => void) {
    this.#lifetime = lifetime;
    this.#send = send;
  }

  /** Every event up to `seq` has arrived. `urgent`: somebody waits to learn that this one has. */
  received(seq: number, urgent: boolean): void {
    this.#seq = seq;
    this.#waiting += 1;
    if (urgent || this.#waiting >= AFTER_EVENTS) this.#acknowledge();
    else if (this.#waiting === 1) this.#cancel = this.#lifetime.after(AFTER_MS, () => this.#acknowledge());
  }

  /** The connection is gone; the next hello says how far. */
  stop(): void {
    this.#cancel();
    this.#waiting = 0;
  }

  #acknowledge(): void {
    this.stop();
    this.#send(this.#seq);
  }
}
