import { html, type TemplateResult } from "lit";
import { KEYS, type Command } from "./behaviour/keyboard.ts";
import type { CallScene } from "./call-scene.ts";
import { iconButton } from "./icon-button.ts";
import type { ElementWords } from "./languages.ts";

const TONES = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];

/**
 * What is opened over a call: a dialogue, closed by its button or Escape.
 *
 * @csspart dialog - The keypad, the devices, the keyboard shortcuts.
 * @csspart key - Each key of the keypad.
 */
export function sheet(scene: CallScene): TemplateResult | null {
  const { words } = scene;
  switch (scene.sheet) {
    case "keypad":
      return dialog(scene, words.keypad, keypad(scene));
    case "devices":
      return dialog(scene, words.devices, html`<ringback-device-settings no-heading></ringback-device-settings>`);
    case "help":
      return dialog(scene, words.shortcuts, shortcuts(words));
    default:
      return null;
  }
}

function dialog({ open, words }: CallScene, title: string, content: TemplateResult): TemplateResult {
  return html`<dialog class="sheet" part="dialog" aria-labelledby="sheet-title" @close=${() => open(null)}>
    <header>
      <h2 id="sheet-title">${title}</h2>
      ${iconButton({ icon: "close", label: words.close, kind: "quiet", part: "close", onClick: () => open(null) })}
    </header>
    ${content}
  </dialog>`;
}

function keypad({ tone: send }: CallScene): TemplateResult {
  return html`<div class="keypad" dir="ltr">
    ${TONES.map((tone) => html`<button type="button" class="button" part="key" @click=${() => send(tone)}>${tone}</button>`)}
  </div>`;
}

function shortcuts(words: ElementWords): TemplateResult {
  const does: Readonly<Record<Command, string>> = {
    mute: `${words.mute} / ${words.unmute}`,
    camera: `${words.cameraOn} / ${words.cameraOff}`,
    share: words.share,
    hold: `${words.hold} / ${words.resume}`,
    quality: words.quality,
    picture: words.pictureInPicture,
    "full-screen": words.fullScreen,
    minimise: words.minimise,
    "hang-up": words.hangUp,
    help: words.shortcuts,
  };
  const rows: [string, string][] = (Object.keys(KEYS) as Command[]).map((command) => [KEYS[command], does[command]]);
  rows.splice(1, 0, [words.space, words.talkWhilePressed]);
  rows.push(["← ↑ → ↓", words.moveSmallWindow]);
  return html`<p class="note">${words.shortcutsNote}</p>
    <dl>${rows.map(([key, text]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${text}</dd></div>`)}</dl>`;
}
