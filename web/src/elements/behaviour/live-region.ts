import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { systemClock, type Clock } from "../../clock.ts";
import type { Announcement } from "../call-words.ts";

/** Longer than any reader takes to notice that there is something new. */
const KEPT_MS = 2_000;

/**
 * Says things to those who hear the page. One for each phone, so that nothing is said twice. What was said a moment ago
 * stays while more comes, each in an element of its own: of a region that is not atomic only what is added is read, so
 * that everything is, in its order. Source: ARIA 1.2, aria-atomic and aria-relevant.
 */
export class LiveRegion implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #clock: Clock;
  #lines: readonly Announcement[] = [];

  constructor(host: ReactiveControllerHost, clock: Clock = systemClock) {
    this.#host = host;
    this.#clock = clock;
    host.addController(this);
  }

  hostConnected(): void {
    this.#lines = [];
  }

  say({ text, urgent }: Announcement): void {
    const line = { text, urgent };
    this.#become([...this.#lines, line]);
    this.#clock.after(KEPT_MS, () => this.#become(this.#lines.slice(Math.max(0, this.#lines.indexOf(line)))));
  }

  /** What a reader is given: politely, or at once. */
  said(urgent: boolean): readonly Announcement[] {
    return this.#lines.filter((line) => line.urgent === urgent);
  }

  #become(lines: readonly Announcement[]): void {
    this.#lines = lines;
    this.#host.requestUpdate();
  }

  /** Both regions have to be in the page before there is anything in them. Source: ARIA 1.2, live region roles. */
  render(): TemplateResult {
    return html`<div class="unseen" role="status" aria-atomic="false">${lines(this.said(false))}</div>
      <div class="unseen" role="alert" aria-atomic="false">${lines(this.said(true))}</div>`;
  }
}

/** By identity: what is said again is another line. */
function lines(said: readonly Announcement[]): unknown {
  return repeat(
    said,
    (line) => line,
    ({ text }) => html`<p>${text}</p>`,
  );
}
