import { html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Call, Quality } from "../index.ts";
import { shown } from "./calls-shown.ts";
import { iconButton } from "./icon-button.ts";
import type { QualityGraphs } from "./quality-graphs.ts";
import { qualityHistory } from "./quality-history.ts";
import { RingbackElement } from "./ringback-element.ts";
import { qualityStyles } from "./ringback-quality.css.ts";

/**
 * How good a call is: in words, with bars beside them, and on demand as graphs over the call. There is nothing to see
 * before it is known.
 *
 * @element ringback-quality
 * @attr {boolean} open - Whether the graphs are shown.
 * @prop {Call | undefined} call - The call; the one that the call view shows, unless another one is handed over.
 * @csspart close - What closes them.
 * @csspart panel - The graphs.
 */
export class RingbackQuality extends RingbackElement {
  static override styles = [RingbackElement.styles, qualityStyles];
  static override properties: PropertyDeclarations = {
    ...RingbackElement.properties,
    call: { attribute: false },
    open: { type: Boolean, reflect: true },
  };
  declare call: Call | undefined;
  declare open: boolean;
  #graphs: QualityGraphs | undefined;
  /** Where the graphs are drawn, or are about to be: loaded once each time they are opened. */
  #place: HTMLElement | null = null;

  constructor() {
    super();
    this.open = false;
    this.addEventListener("keydown", this.#onKey);
  }

  override render(): TemplateResult | typeof nothing {
    const quality = this.#call?.snapshot.quality;
    if (!quality) return nothing;
    const words = this.words.qualityLevels[quality.level];
    return html`<button
        type="button"
        class="button quiet"
        part="button"
        data-level=${quality.level}
        aria-expanded=${this.open}
        aria-label="${this.words.quality}: ${words}"
        @click=${() => (this.open = !this.open)}
      >
        ${bars(quality)}<span class="words">${words}</span>
      </button>
      ${this.open ? this.#panel(quality) : nothing}`;
  }

  override updated(): void {
    const call = this.#call;
    if (call) qualityHistory.add(call, performance.now());
    const place = this.renderRoot.querySelector<HTMLElement>(".graphs");
    if (place !== this.#place) {
      this.#place = place;
      this.#graphs?.close();
      this.#graphs = undefined;
      if (place) void this.#draw(place);
    } else if (call) {
      this.#graphs?.show(qualityHistory.series(call));
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.open = false;
  }

  get #call(): Call | undefined {
    return this.call ?? shown(this.store.calls).current;
  }

  #panel({ why, relayed, level }: Quality): TemplateResult {
    const { words } = this;
    const close = iconButton({
      icon: "close",
      label: words.close,
      kind: "quiet",
      part: "close",
      onClick: () => this.#close(),
    });
    const said = why === null ? null : this.sentence(why);
    return html`<section class="panel" part="panel" aria-label=${words.quality}>
      <header><h2>${words.qualityLevels[level]}</h2>${close}</header>
      ${said ? html`<p>${said.what} ${said.next}</p>` : nothing}
      ${relayed === null ? nothing : html`<p>${relayed ? words.relayed : words.direct}</p>`}
      <div class="graphs"></div>
    </section>`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.open) return;
    event.stopPropagation();
    this.#close();
  };

  #close(): void {
    this.open = false;
    this.renderRoot.querySelector<HTMLElement>("button")?.focus();
  }

  /** What draws is loaded when it is first asked for; where that fails the words do without, until it is opened again. */
  async #draw(place: HTMLElement): Promise<void> {
    const loaded = await import("./quality-graphs.ts").catch(() => null);
    if (!loaded || place !== this.#place) return;
    this.#graphs = new loaded.QualityGraphs(place, this.words, this.language);
    if (this.#call) this.#graphs.show(qualityHistory.series(this.#call));
  }
}

function bars({ level }: Quality): TemplateResult {
  return html`<span class="bars" aria-hidden="true">
    ${[1, 2, 3, 4].map((bar) => html`<i class=${bar <= level ? "on" : ""}></i>`)}
  </span>`;
}
