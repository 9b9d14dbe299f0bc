import type { Lifetime } from "../lifetime.ts";

/** The waits between connections. */
export class Pause {
  readonly #lifetime: Lifetime;
  #skipped = false;
  #wake: () => void = () => undefined;

  constructor(lifetime: Lifetime) {
    this.#lifetime = lifetime;
  }

  /** Waits `delay` milliseconds, or until it is woken. Rejects with `closedError()` when the lifetime ends. */
  async wait(delay: number): Promise<void> {
    const waited = new Promise<void>((resolve) => {
      const cancel = this.#lifetime.after(this.#skipped ? 0 : delay, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
    this.#skipped = false;
    await this.#lifetime.until(waited);
  }

  /** Ends the present wait. */
  wake(): void {
    this.#wake();
  }

  /** The next wait is none. */
  skip(): void {
    this.#skipped = true;
  }
}
