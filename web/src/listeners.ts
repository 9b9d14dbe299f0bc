import { tell } from "./application.ts";
import type { Cancel } from "./clock.ts";

/** Those who want to hear of something. One that begins or ends it while others are told disturbs nobody. */
export class Listeners<Values extends unknown[] = []> {
  readonly #listeners = new Set<(...values: Values) => void>();

  /** Tells `listener` from now on, until the returned function is called. The same function twice is told twice. */
  readonly add = (listener: (...values: Values) => void): Cancel => {
    const own = (...values: Values): void => listener(...values);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  };

  tell(...values: Values): void {
    for (const listener of [...this.#listeners]) tell(listener, ...values);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
