import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Sentence } from "../words/sentence.ts";
import { icon } from "./icons.ts";

/** A list to choose from. */
export interface Choice<Value> {
  readonly label: string;
  /** The label is not shown: a heading says the same. */
  readonly headed?: boolean;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly chosen: Value;
  readonly onChoose: (value: Value) => void;
}

/** A label, and below it a list that drops down. */
export function choiceField<Value>({ label, headed = false, options, chosen, onChoose }: Choice<Value>): TemplateResult {
  const choose = ({ target }: Event): void => {
    const option = options[(target as HTMLSelectElement).selectedIndex];
    if (option) onChoose(option.value);
  };
  return html`<label class="choice">
    <span class=${headed ? "unseen" : ""}>${label}</span>
    <select class="field" part="select" @change=${choose}>
      ${options.map(({ value, label: name }) => html`<option .selected=${live(value === chosen)}>${name}</option>`)}
    </select>
  </label>`;
}

/** What is amiss, what to do, and perhaps a button for it. */
export function notice({ what, next }: Sentence, button?: TemplateResult): TemplateResult {
  return html`<div class="notice" part="notice" role="status">
    ${icon("alert")}<span><b>${what}</b> ${next}</span>${button ?? nothing}
  </div>`;
}

/** How loud it is, from 0 to 1. */
export function levelBar(level: number, label: string): TemplateResult {
  const percent = Math.round(level * 100);
  return html`<div
    class="level"
    part="level"
    role="meter"
    aria-label=${label}
    aria-valuemin="0"
    aria-valuemax="100"
    aria-valuenow=${percent}
  >
    <span .style=${`inline-size: ${percent}%`}></span>
  </div>`;
}

/** Something to turn on and off. */
export interface Switch {
  readonly label: string;
  readonly hint?: string;
  readonly on: boolean;
  readonly onSwitch: (on: boolean) => void;
}

/**
 * A switch, the whole row of it.
 *
 * @csspart switch - Each switch, with its label.
 */
export function switchRow({ label, hint, on, onSwitch }: Switch): TemplateResult {
  const change = ({ target }: Event): void => onSwitch((target as HTMLInputElement).checked);
  return html`<label class="switch" part="switch">
    <span>${label}${hint ? html`<small class="hint">${hint}</small>` : nothing}</span>
    <input type="checkbox" role="switch" .checked=${live(on)} @change=${change} />
  </label>`;
}

/** What the camera sees, as in a mirror. */
export function mirror(stream: MediaStream | null, label: string, instead: string): TemplateResult {
  return html`<div class="mirror" part="preview">
    ${stream
      ? html`<video autoplay playsinline .muted=${true} .srcObject=${stream} aria-label=${label}></video>`
      : html`<span>${icon("camera-off")}${instead}</span>`}
  </div>`;
}
