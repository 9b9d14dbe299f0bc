import { html, type TemplateResult } from "lit";
import { hueOf, initialOf } from "./format.ts";
import type { Person } from "./phones.ts";

/**
 * A picture of somebody, or their initial in a colour of their own. The name stands beside it.
 *
 * @csspart avatar - Somebody's picture.
 */
export function avatar({ name, picture }: Person): TemplateResult {
  return html`<span class="avatar" part="avatar" .style=${`--_hue: ${hueOf(name)}`} aria-hidden="true"
    >${picture ? html`<img src=${picture} alt="" />` : initialOf(name)}</span
  >`;
}
