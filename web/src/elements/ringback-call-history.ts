import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Cancel } from "../clock.ts";
import type { CallClient, CallRecord } from "../index.ts";
import { HistoryPages } from "./history-pages.ts";
import { historyRow } from "./history-row.ts";
import { byDay } from "./history-rows.ts";
import { icon } from "./icons.ts";
import { MissedCalls } from "./missed-calls.ts";
import { panel } from "./panel.css.ts";
import { RingbackElement } from "./ringback-element.ts";
import { styles } from "./ringback-call-history.css.ts";
import { watchSight } from "./sight.ts";

/**
 * The user's calls by day, the newest first: what became of each, how long it lasted, and buttons to call back. Missed
 * ones are marked and counted until this element is seen.
 *
 * @element ringback-call-history
 * @attr {boolean} missed - Only calls that the user has missed. Follows the buttons above the list.
 * @attr {boolean} no-heading - Without the heading, where the page has its own.
 * @fires {CustomEvent<{ count: number }>} ringback-missed - How many missed calls the user has not seen yet.
 * @csspart heading - The heading.
 * @csspart filter - The buttons "All" and "Missed".
 * @csspart day - The heading of a day.
 * @csspart call - The row of one call.
 * @csspart avatar - The picture of a person.
 * @csspart button - Each button.
 * @csspart voice - The buttons that call back without a picture.
 * @csspart video - The buttons that call back with one.
 */
export class RingbackCallHistory extends RingbackElement {
  static override styles = [RingbackElement.styles, panel, styles];
  static override properties = {
    ...RingbackElement.properties,
    missed: { type: Boolean, reflect: true },
    noHeading: { type: Boolean, attribute: "no-heading" },
  };
  declare missed: boolean;
  declare noHeading: boolean;
  readonly #pages = new HistoryPages(this);
  #stop: Cancel | undefined;
  #unseen: MissedCalls | undefined;
  #client: CallClient | undefined;

  constructor() {
    super();
    this.missed = this.noHeading = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watch(undefined);
  }

  protected override clientChanged(): void {
    super.clientChanged();
    this.#watch(this.client);
  }

  protected override willUpdate(): void {
    this.#pages.follow(this.client, this.store.snapshot, this.missed);
  }

  protected override render(): TemplateResult {
    const { callHistory: words, history } = this.words;
    const { fetched, state } = this.#pages;
    const days = byDay(fetched.calls, new Date(), this.language);
    return html`
      <div class="head">
        ${this.noHeading ? nothing : html`<h2 part="heading">${history}</h2>`}
        <div class="filter" part="filter" role="group" aria-label=${words.which}>
          ${this.#choice(words.all, false)}${this.#choice(words.missed, true)}
        </div>
      </div>
      ${days.map(
        ({ title, calls }) => html`<h3 part="day">${title}</h3>
          <ul aria-label=${title}>
            ${repeat(calls, ({ callId }) => callId, (call) => this.#row(call))}
          </ul>`,
      )}
      ${this.#below(fetched.calls.length === 0, fetched.nextCursor !== null, state)}
    `;
  }

  #watch(client: CallClient | undefined): void {
    if (client === this.#client) return;
    this.#client = client;
    this.#unseen?.close();
    this.#unseen = client && new MissedCalls(client, () => this.#missedChanged());
    this.#look();
  }

  /** Those that come while the list is in sight have been seen as well. */
  #missedChanged(): void {
    this.#look();
    this.emit("ringback-missed", { count: this.#unseen?.count ?? 0 });
  }

  #look(): void {
    this.#stop?.();
    this.#stop = this.#unseen && watchSight(this, () => this.#unseen?.seen());
  }

  #choice(text: string, missed: boolean): TemplateResult {
    const choose = (): boolean => (this.missed = missed);
    return html`<button type="button" aria-pressed=${String(this.missed === missed)} @click=${choose}>${text}</button>`;
  }

  #row(call: CallRecord): TemplateResult {
    const { userId } = call;
    return historyRow({
      call,
      person: this.person(userId),
      words: this.words.callHistory,
      language: this.language,
      onCall: (video) => this.place(userId, { video }),
    });
  }

  #below(empty: boolean, more: boolean, state: HistoryPages["state"]): TemplateResult | typeof nothing {
    const { callHistory: words } = this.words;
    if (typeof state === "object") {
      const { next } = this.sentence(state.failed);
      const again = (): Promise<void> => this.#pages.newest();
      return html`<div class="empty" role="alert">
        ${icon("alert")}<b>${words.failed}</b><span>${next}</span>
        <button type="button" class="button" part="button" @click=${again}>${words.tryAgain}</button>
      </div>`;
    }
    if (state === "busy" && empty) return html`<p class="empty" role="status">${words.loading}</p>`;
    if (empty && this.missed) return html`<p class="empty">${icon("check")}<b>${words.noneMissed}</b></p>`;
    if (empty) return html`<p class="empty">${icon("history")}<b>${words.none}</b><span>${words.noneHint}</span></p>`;
    if (!more) return nothing;
    const older = (): Promise<void> => this.#pages.older();
    return html`<div class="more">
      <button type="button" class="button" part="button" ?disabled=${state === "busy"} @click=${older}>${words.older}</button>
    </div>`;
  }
}
