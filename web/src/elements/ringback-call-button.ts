import { css, html, type TemplateResult } from "lit";
import { icon } from "./icons.ts";
import { PresenceWatch } from "./presence-watch.ts";
import { RingbackElement } from "./ringback-element.ts";

const styles = css`
  :host {
    display: inline-block;
  }
  .button.online::before {
    content: "";
    width: 10px;
    height: 10px;
    border-radius: 50%;
    background: currentcolor;
  }
`;

/**
 * A button that calls somebody, for any place of a page. What stands in it is what it says: `Call us`. It is disabled
 * during a call with the same person.
 *
 * @element ringback-call-button
 * @attr {string} to - The id of the user whom it calls.
 * @attr {boolean} audio-only - It calls without a picture.
 * @attr {boolean} presence - It asks whether they are online, and shows it.
 * @slot - What it says; "Call bob with video" of its own accord.
 * @csspart button - The button.
 */
export class RingbackCallButton extends RingbackElement {
  static override styles = [RingbackElement.styles, styles];
  static override properties = {
    ...RingbackElement.properties,
    to: {},
    audioOnly: { type: Boolean, attribute: "audio-only" },
    presence: { type: Boolean },
  };
  declare to: string;
  declare audioOnly: boolean;
  declare presence: boolean;
  readonly #presence = new PresenceWatch(this);

  constructor() {
    super();
    this.to = "";
    this.audioOnly = this.presence = false;
  }

  protected override updated(): void {
    this.#presence.follow(this.client, this.presence && this.to ? [this.to] : null);
  }

  protected override render(): TemplateResult {
    const { words, to, audioOnly } = this;
    const { name } = this.person(to);
    const online = this.presence && (this.store.snapshot?.online.has(to) ?? false);
    const talking = this.store.calls.some(({ snapshot, userId }) => userId === to && snapshot.phase !== "ended");
    const label = audioOnly ? words.callVoice(name) : words.callVideo(name);
    const call = (): void => this.place(to, { video: !audioOnly });
    const state = online ? html`<span class="unseen">${words.peopleList.online}</span>` : "";
    return html`<button
      type="button"
      part="button"
      class="button primary ${online ? "online" : ""}"
      ?disabled=${!this.client || !to || talking}
      @click=${call}
    >
      ${icon(audioOnly ? "phone" : "camera")}<slot>${label}</slot>${state}
    </button>`;
  }
}
