import { systemClock, type Cancel, type Clock } from "../../clock.ts";

const EVERY_MS = 1_000;

/** Says in the title of the page who is calling: in turns with the page's own, so that a tab far away is noticed. */
export class TabTitle {
  readonly #page: Pick<Document, "title">;
  readonly #clock: Clock;
  #own = "";
  #shown = "";
  #stop: Cancel | undefined;

  constructor(page: Pick<Document, "title"> = document, clock: Clock = systemClock) {
    this.#page = page;
    this.#clock = clock;
  }

  /** Shows `text`; null gives the page its own title back. */
  say(text: string | null, blink = false): void {
    if (text === null) return this.#restore();
    if (this.#stop && text === this.#shown) return;
    if (!this.#stop) this.#own = this.#page.title;
    this.#stop?.();
    this.#shown = text;
    this.#page.title = this.#said;
    this.#stop = blink ? this.#clock.after(EVERY_MS, () => this.#turn()) : () => undefined;
  }

  get #said(): string {
    return this.#own ? `${this.#shown} · ${this.#own}` : this.#shown;
  }

  #turn(): void {
    this.#page.title = this.#page.title === this.#own ? this.#said : this.#own;
    this.#stop = this.#clock.after(EVERY_MS, () => this.#turn());
  }

  /** Only over what stands there because of the call: the page may have another title by now. */
  #restore(): void {
    if (!this.#stop) return;
    this.#stop();
    this.#stop = undefined;
    if (this.#page.title === this.#said) this.#page.title = this.#own;
  }
}
