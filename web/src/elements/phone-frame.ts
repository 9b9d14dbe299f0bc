import { html, nothing, type TemplateResult } from "lit";
import type { Snapshot } from "../index.ts";
import type { IconName } from "./icons.ts";
import { icon } from "./icons.ts";
import type { ElementWords } from "./languages.ts";
import { avatar } from "./avatar.ts";
import { iconButton } from "./icon-button.ts";
import type { Person } from "./phones.ts";

export type Panel = "people" | "history" | "settings";

/** What the phone is drawn from while there is no call. */
export interface PhoneScene {
  readonly snapshot: Snapshot | null;
  readonly me: Person | null;
  readonly words: ElementWords;
  readonly panel: Panel;
  readonly missed: number;
  readonly userIds: readonly string[] | null;
  /** Whether the page says something of its own where nobody is online. */
  readonly hasEmpty: boolean;
  readonly canAskToNotify: boolean;
  /** What stands in the way of all calls. */
  readonly problem: string | null;
  readonly show: (panel: Panel) => void;
  readonly askToNotify: () => void;
}

/**
 * People, past calls, settings: side by side where there is room, else one at a time.
 *
 * @csspart me - Who is signed in.
 * @csspart notify - Asks whether calls may be told of in the background.
 */
export function phoneFrame(scene: PhoneScene): TemplateResult {
  const { words, panel, userIds } = scene;
  return html`${top(scene)}
    ${banner(scene)}
    <div class="panels" data-panel=${panel}>
      <ringback-people
        class="people"
        exportparts="person, search, voice, video, button, avatar"
        .userIds=${userIds}
        >${scene.hasEmpty ? html`<slot name="people-empty" slot="empty"></slot>` : nothing}</ringback-people>
      <ringback-call-history class="history" exportparts="button, avatar"></ringback-call-history>
      ${panel === "settings" ? html`<ringback-device-settings class="settings" exportparts="button"></ringback-device-settings>` : nothing}
    </div>
    <nav aria-label=${words.phone}>
      ${tab(scene, "people", "people", words.people)} ${tab(scene, "history", "history", words.history)}
      ${tab(scene, "settings", "settings", words.settings)}
    </nav>`;
}

function top({ me, snapshot, words, canAskToNotify, askToNotify }: PhoneScene): TemplateResult {
  const open = snapshot?.connection === "open";
  const state = open ? words.online : snapshot?.connection === "closed" ? nothing : words.connecting;
  return html`<div class="top" part="header">
    <slot name="brand"></slot>
    <span class="gap"></span>
    ${canAskToNotify
      ? iconButton({ icon: "bell", label: words.notify, kind: "quiet below", part: "notify", onClick: askToNotify })
      : nothing}
    ${me
      ? html`<span class="me" part="me">
          ${avatar(me)}
          <span class="about"><b dir="auto">${me.name}</b><span class=${open ? "online" : ""}>${state}</span></span>
        </span>`
      : nothing}
    <slot name="menu"></slot>
  </div>`;
}

function banner({ snapshot, problem, words }: PhoneScene): TemplateResult | typeof nothing {
  const { connection } = snapshot ?? {};
  const away = connection === "waiting" ? words.reconnectingServer : connection === "closed" ? words.signedOut : null;
  const text = problem ?? away;
  return text === null ? nothing : html`<p class="banner" part="banner">${icon("alert")}${text}</p>`;
}

function tab({ panel, show, missed, words }: PhoneScene, name: Panel, picture: IconName, text: string): TemplateResult {
  const badge = name === "history" && missed > 0;
  return html`<button
    type="button"
    class="tab ${name}"
    part="tab"
    aria-current=${panel === name ? "page" : nothing}
    aria-label=${badge ? `${text}, ${words.missedCalls(missed)}` : nothing}
    @click=${() => show(name)}
  >
    <span class="mark" data-count=${badge ? (missed > 99 ? "99+" : missed) : nothing}>${icon(picture)}</span>
    <span>${text}</span>
  </button>`;
}
