import { html, nothing, type TemplateResult } from "lit";
import type { Command } from "./behaviour/keyboard.ts";
import type { CallScene } from "./call-scene.ts";
import { isOutgoing } from "./calls-shown.ts";
import { icon, type IconName } from "./icons.ts";
import { iconButton } from "./icon-button.ts";

/**
 * In the order in which all telephones of the web have them: microphone, camera, screen, more, and the red one last.
 *
 * @csspart mute - The button of the microphone.
 * @csspart camera - The button of the camera.
 * @csspart share - The button of the screen.
 * @csspart more - The button of everything else.
 * @csspart hang-up - The red button.
 */
export function bar(scene: CallScene): TemplateResult {
  const { snapshot, words, minimised, canShare, sheet, keys, open } = scene;
  const { own } = snapshot;
  const calling = isOutgoing(snapshot);
  const sharing = own.screen !== null;
  return html`<div class="bar" part="bar" role="group" aria-label=${words.callControls} @mousedown=${keepFocus}>
    ${tool(scene, "mute", own.audio ? "microphone" : "microphone-off", own.audio ? words.mute : words.unmute, !own.audio)}
    ${tool(scene, "camera", own.video ? "camera" : "camera-off", own.video ? words.cameraOff : words.cameraOn, snapshot.withVideo && !own.video)}
    ${canShare && !calling && !minimised
      ? tool(scene, "share", sharing ? "screen-stop" : "screen", sharing ? words.stopSharing : words.share, false, sharing)
      : nothing}
    ${minimised
      ? tool(scene, "minimise", "expand", words.expand, false)
      : html`<span class="holder">
          ${iconButton({ icon: "more", label: words.more, kind: "tool", part: "more", expanded: sheet === "more", onClick: () => open(sheet === "more" ? null : "more") })}
          ${sheet === "more" ? menu(scene) : nothing}
        </span>`}
    ${iconButton({
      icon: "hang-up",
      label: calling ? words.cancel : words.hangUp,
      kind: "danger leave",
      part: "hang-up",
      key: keys["hang-up"],
      onClick: () => scene.act("hang-up"),
    })}
  </div>`;
}

/** The mouse leaves the focus with the call, whose keys go on working. */
function keepFocus(event: Event): void {
  event.preventDefault();
}

function tool(scene: CallScene, command: Command, picture: IconName, label: string, off: boolean, on = false): TemplateResult {
  const kind = `tool ${off ? "off" : ""} ${on ? "on" : ""}`;
  return iconButton({ icon: picture, label, kind, part: command, key: scene.keys[command], onClick: () => scene.act(command) });
}

/**
 * Everything that is wanted less often.
 *
 * @csspart menu - What the button "More" opens.
 * @csspart menu-item - Each row of it.
 */
function menu({ snapshot, words, keys, act, open }: CallScene): TemplateResult {
  const { own, phase } = snapshot;
  const row = (picture: IconName, text: string, onClick: () => void, key?: string): TemplateResult =>
    html`<button type="button" class="row" part="menu-item" @click=${onClick}>
      ${icon(picture)}<span>${text}</span>${key ? html`<kbd aria-hidden="true">${key}</kbd>` : nothing}
    </button>`;
  const then = (command: Command) => () => {
    open(null);
    act(command);
  };
  return html`<div class="menu" part="menu" role="group" aria-label=${words.more}>
    ${phase === "connected"
      ? html`${row(own.hold ? "play" : "pause", own.hold ? words.resume : words.hold, then("hold"), keys.hold)}
        ${row("keypad", words.keypad, () => open("keypad"))}`
      : nothing}
    ${row("settings", words.devices, () => open("devices"))}
    ${document.pictureInPictureEnabled ? row("picture", words.pictureInPicture, then("picture"), keys.picture) : nothing}
    ${document.fullscreenEnabled ? row("fullscreen", words.fullScreen, then("full-screen"), keys["full-screen"]) : nothing}
    ${keys.help ? row("keyboard", words.shortcuts, () => open("help"), keys.help) : nothing}
  </div>`;
}
