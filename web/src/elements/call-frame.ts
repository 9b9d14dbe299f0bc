import { html, nothing, type TemplateResult } from "lit";
import type { FloatingWindow } from "./behaviour/floating-window.ts";
import { bar } from "./call-bar.ts";
import { pictured, type CallScene } from "./call-scene.ts";
import { sheet } from "./call-sheets.ts";
import { banners, stage, tiles, who } from "./call-stage.ts";
import { isOutgoing } from "./calls-shown.ts";
import { icon } from "./icons.ts";
import { iconButton } from "./icon-button.ts";

/**
 * A call from its first second to its last.
 *
 * @csspart switch - Goes over to a call that is on hold.
 * @csspart minimise - Makes the call a small window.
 * @csspart handle - What a small window is moved by.
 * @csspart notice - What stands in the way, and what to do.
 * @csspart close - Puts away what is over the call.
 */
export function callFrame(scene: CallScene, floating: FloatingWindow): TemplateResult {
  const { snapshot, minimised, overlay, words, person } = scene;
  const layout = isOutgoing(snapshot) ? "outgoing" : pictured(snapshot) ? "video" : "voice";
  return html`<section
      class="view ${layout} ${minimised ? "floating" : ""} ${overlay && !minimised ? "overlay" : ""}"
      part="view"
      tabindex="-1"
      popover=${minimised || overlay ? "manual" : nothing}
      aria-label=${words.callWith(person.name)}
      @pointerdown=${(event: Event) => closeMenu(event, scene)}
      @keydown=${(event: KeyboardEvent) => event.key === "Escape" && closeMenu(event, scene)}
    >
      ${head(scene)}
      <div class="stage" part="stage">${stage(scene)}</div>
      ${banners(scene)} ${tiles(scene)} ${minimised ? handle(scene, floating) : nothing} ${notice(scene)} ${bar(scene)}
    </section>
    ${sheet(scene)}`;
}

/** By Escape, or by pressing anywhere else. */
function closeMenu(event: Event, { sheet: open, open: show }: CallScene): void {
  if (open !== "more") return;
  const view = event.currentTarget as HTMLElement;
  const within = event.composedPath().includes(view.querySelector(".holder") ?? view);
  if (event.type === "pointerdown" && within) return;
  show(null);
  if (within) view.querySelector<HTMLElement>("[part~='more']")?.focus();
}

/** Who, how long, how well; and the other calls. */
function head(scene: CallScene): TemplateResult {
  const { call, client, snapshot, words, minimised, held, keys, nameOf, act } = scene;
  return html`<div class="head">
    ${minimised || pictured(snapshot) ? who(scene) : nothing}
    ${minimised ? nothing : html`<ringback-quality .client=${client} .call=${call}></ringback-quality>`}
    <span class="gap"></span>
    ${minimised
      ? nothing
      : held.map((each) =>
          iconButton({ icon: "swap", label: words.switchTo(nameOf(each.userId)), text: nameOf(each.userId), kind: "held", part: "switch", onClick: () => each.resume() }),
        )}
    ${minimised
      ? nothing
      : iconButton({ icon: "minimise", label: words.minimise, kind: "quiet top", part: "minimise", key: keys.minimise, onClick: () => act("minimise") })}
  </div>`;
}

/** What a small window is dragged by. */
function handle({ words }: CallScene, floating: FloatingWindow): TemplateResult {
  return html`<button
    type="button"
    class="handle"
    part="handle"
    aria-label=${words.moveWindow}
    aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown"
    @pointerdown=${floating.onPointerDown}
    @pointermove=${floating.onPointerMove}
    @pointerup=${floating.onPointerUp}
    @pointercancel=${floating.onPointerUp}
    @keydown=${floating.onKeyDown}
  ></button>`;
}

/** What stands in the way, and what to do: a mute that one forgot can be undone right there. */
function notice({ notice: news, snapshot, words, minimised, soundBlocked, act, dismiss }: CallScene): TemplateResult | typeof nothing {
  if (minimised) return nothing;
  if (soundBlocked && snapshot.phase === "connected") {
    return html`<p class="notice">${iconButton({ icon: "speaker", label: words.soundOn, text: words.soundOn, kind: "primary", onClick: () => undefined })}</p>`;
  }
  if (!news) return nothing;
  const unmute = news.code === "muted_talking";
  return html`<p class="notice" part="notice" role=${news.asked ? "alert" : nothing}>
    ${icon(unmute ? "microphone-off" : "alert")}<span>${news.said.what} ${unmute ? nothing : news.said.next}</span>
    ${unmute ? iconButton({ icon: "microphone", label: words.unmute, text: words.unmute, kind: "primary", onClick: () => act("mute") }) : nothing}
    ${iconButton({ icon: "close", label: words.close, kind: "quiet", part: "close", onClick: dismiss })}
  </p>`;
}
