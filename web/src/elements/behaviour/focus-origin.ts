/** The element that has the focus, within shadow trees too. */
export function focused(): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** Takes the focus into the parts of a call, and back to where it came from when the last of them is gone. */
export class FocusOrigin {
  readonly #holders = new Set<object>();
  readonly #states = new WeakMap<object, string>();
  #origin: Element | null = null;

  /** `holder` moves the focus to `target`, which is its own. */
  take(holder: object, target: HTMLElement): void {
    if (this.#holders.size === 0) this.#origin = focused();
    this.#holders.add(holder);
    target.focus({ preventScroll: true });
  }

  /** Takes it to `target` whenever the `holder` is in another state, and gives it back when there is no target. */
  follow(holder: object, state: string, target: HTMLElement | null): void {
    const now = target ? state : "";
    if (now === (this.#states.get(holder) ?? "")) return;
    this.#states.set(holder, now);
    if (target) this.take(holder, target);
    else this.giveBack(holder);
  }

  /** `holder` is gone; wherever the person has moved the focus meanwhile, it stays. */
  giveBack(holder: object): void {
    if (this.#holders.delete(holder)) setTimeout(() => this.#return()); // until all elements are drawn anew
  }

  #return(): void {
    if (this.#holders.size > 0) return;
    const origin = this.#origin;
    this.#origin = null;
    const lost = focused() === null || focused() === document.body;
    if (lost && origin instanceof HTMLElement && origin.isConnected) origin.focus({ preventScroll: true });
  }
}

/** One for the page, since there is one focus. */
export const focusOrigin = new FocusOrigin();
