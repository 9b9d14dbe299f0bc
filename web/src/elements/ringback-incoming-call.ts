import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Call } from "../index.ts";
import { focused, focusOrigin } from "./behaviour/focus-origin.ts";
import { isTextField } from "./behaviour/keyboard.ts";
import { isBusy, shown } from "./calls-shown.ts";
import { icon } from "./icons.ts";
import { avatar } from "./avatar.ts";
import { iconButton } from "./icon-button.ts";
import { RingbackElement } from "./ringback-element.ts";
import { incomingStyles } from "./ringback-incoming-call.css.ts";
import { openTopLayer } from "./top-layer.ts";

/**
 * The calls that ring here, each a card in a corner of the window: above everything, and never over the call that goes
 * on. The focus moves to Accept, so that Enter accepts, unless the person is writing something; Escape declines.
 *
 * @element ringback-incoming-call
 * @csspart card - One call that rings.
 * @csspart accept - Takes the call, with a picture where the caller sends one.
 * @csspart accept-voice - Takes a video call without a picture from here.
 * @csspart decline - Declines it.
 */
export class RingbackIncomingCall extends RingbackElement {
  static override styles = [RingbackElement.styles, incomingStyles];
  #known = new Set<Call>();

  override render(): TemplateResult | typeof nothing {
    const { ringing } = shown(this.store.calls);
    if (ringing.length === 0) return nothing;
    const busy = isBusy(this.store.calls);
    const silent = this.store.snapshot?.soundBlocked ?? false;
    return html`<div class="stack ${busy ? "condensed" : ""} ${silent ? "silent" : ""}" popover="manual">
      ${repeat(ringing, (call) => call, (call, index) => this.#card(call, index, busy, silent))}
    </div>`;
  }

  override updated(): void {
    openTopLayer(this.renderRoot);
    const { ringing } = shown(this.store.calls);
    const isNew = ringing.findIndex((call) => !this.#known.has(call));
    const isGone = [...this.#known].some((call) => !ringing.includes(call));
    this.#known = new Set(ringing);
    if (ringing.length === 0) focusOrigin.giveBack(this);
    else if (isNew >= 0 && !isTextField(focused())) this.#focus(isNew);
    else if (isGone && focused() === document.body) this.#focus(0);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    focusOrigin.giveBack(this);
  }

  #focus(index: number): void {
    const accept = this.renderRoot.querySelectorAll<HTMLElement>(".answer")[index];
    if (accept) focusOrigin.take(this, accept);
  }

  #card(call: Call, index: number, busy: boolean, silent: boolean): TemplateResult {
    const { words } = this;
    const { withVideo, userId } = call.snapshot;
    const person = this.person(userId);
    return html`<section
      class="card"
      part="card"
      role="alertdialog"
      aria-modal="false"
      aria-labelledby="who-${index}"
      aria-describedby="kind-${index} hint-${index}"
      @keydown=${(event: KeyboardEvent) => decline(event, call)}
    >
      <span class="face">${avatar(person)}</span>
      <div>
        <h2 id="who-${index}" dir="auto">${words.isCalling(person.name)}</h2>
        <p id="kind-${index}" class="kind">
          ${icon(withVideo ? "camera" : "phone")} ${withVideo ? words.videoCall : words.voiceCall}
        </p>
      </div>
      <p id="hint-${index}" class="hint" ?hidden=${!busy && !silent}>
        ${busy ? words.holdsCurrent : nothing} ${silent ? words.bellBlocked : nothing}
      </p>
      ${this.#actions(call)}
    </section>`;
  }

  #actions(call: Call): TemplateResult {
    const { accept, acceptVoice, decline } = this.words;
    const { withVideo } = call.snapshot;
    const button = (part: string, kind: string, picture: "hang-up" | "phone" | "camera", text: string, act: () => void) =>
      iconButton({ icon: picture, label: text, text, kind, part, onClick: act });
    return html`<div class="actions">
      ${button("decline", "danger", "hang-up", decline, () => call.reject())}
      ${button("accept", "answer", withVideo ? "camera" : "phone", accept, () => call.accept())}
      ${withVideo ? button("accept-voice", "wide", "phone", acceptVoice, () => call.accept({ video: false })) : nothing}
    </div>`;
  }
}

function decline(event: KeyboardEvent, call: Call): void {
  if (event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  call.reject();
}
