import type { Cancel } from "../clock.ts";
import type { Lifetime } from "../lifetime.ts";

/** How long the impolite side waits for the polite side's extra offer, in milliseconds. */
export const HOLD_MS = 1_000;

/** Sees to it that a hold does not last. */
export class OfferHold {
  readonly #lifetime: Lifetime;
  readonly #expired: () => void;
  #cancel: Cancel | undefined;

  constructor(lifetime: Lifetime, expired: () => void) {
    this.#lifetime = lifetime;
    this.#expired = expired;
  }

  /** Whether offers are held now. The time begins to run in `stable`: before that the other side has to answer first. */
  update(holding: boolean, stable: boolean): void {
    if (!holding) {
      this.#cancel?.();
      this.#cancel = undefined;
    } else if (stable) {
      this.#cancel ??= this.#lifetime.after(HOLD_MS, this.#expired);
    }
  }
}
