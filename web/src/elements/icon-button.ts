import { html, nothing, type TemplateResult } from "lit";
import { icon, type IconName } from "./icons.ts";

/** A button with a picture. */
export interface IconButton {
  readonly icon: IconName;
  /** What pressing it does. */
  readonly label: string;
  readonly onClick: (event: Event) => void;
  /** Words beside the picture; without, the label is a hint that comes up. */
  readonly text?: string;
  /** Classes: `round`, and one of `primary`, `soft`, `quiet`, `danger`, `answer`. */
  readonly kind?: string;
  /** Its name for `::part()`. */
  readonly part?: string;
  /** The key that does the same, as shown to people: "M". */
  readonly key?: string | undefined;
  readonly disabled?: boolean;
  /** Whether what it opens is open. */
  readonly expanded?: boolean | undefined;
}

/**
 * At least 44 by 44 pixels, and a real button.
 *
 * @csspart button - Each button; most have a part of their own besides.
 */
export function iconButton(button: IconButton): TemplateResult {
  const { label, text, key, kind = "", part = "", disabled = false, expanded } = button;
  return html`<button
    type="button"
    class="button ${text === undefined ? "round" : ""} ${kind}"
    part="button ${part}"
    aria-label=${label}
    aria-expanded=${expanded ?? nothing}
    aria-keyshortcuts=${key ?? nothing}
    data-tip=${text === undefined ? (key ? `${label} (${key})` : label) : nothing}
    ?disabled=${disabled}
    @click=${button.onClick}
  >
    ${icon(button.icon)}${text === undefined ? nothing : html`<span>${text}</span>`}
  </button>`;
}
