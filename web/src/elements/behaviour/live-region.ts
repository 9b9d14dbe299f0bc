import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import type { Announcement } from "../call-words.ts";

/** Says things to those who hear the page. One for each phone, so that nothing is said twice. */
export class LiveRegion implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #said: Announcement = { text: "", urgent: false };

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#said = { text: "", urgent: false };
  }

  say(announcement: Announcement): void {
    this.#said = announcement;
    this.#host.requestUpdate();
  }

  /** Both regions have to be in the page before there is anything in them. Source: ARIA 1.2, live region roles. */
  render(): TemplateResult {
    const { text, urgent } = this.#said;
    return html`<p class="unseen" role="status">${urgent ? "" : text}</p>
      <p class="unseen" role="alert">${urgent ? text : ""}</p>`;
  }
}
