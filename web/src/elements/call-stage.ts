import { html, nothing, type TemplateResult } from "lit";
import type { CallScene } from "./call-scene.ts";
import { pictured } from "./call-scene.ts";
import { isOutgoing } from "./calls-shown.ts";
import { otherWords, stateWords } from "./call-words.ts";
import { clockTime } from "./format.ts";
import { icon } from "./icons.ts";
import { avatar } from "./avatar.ts";
import { iconButton } from "./icon-button.ts";

/** Sound is played by the client, on the chosen speaker. */
function video(part: string, stream: MediaStream, label: string): TemplateResult {
  return html`<video
    class=${part}
    part=${part}
    aria-label=${label}
    autoplay
    playsinline
    .muted=${true}
    .srcObject=${stream}
  ></video>`;
}

/** The other side: its screen, else its camera, else its picture. */
export function stage(scene: CallScene): TemplateResult {
  const { call, snapshot, person } = scene;
  if (!pictured(snapshot)) return portrait(scene);
  const { screen, stream } = call.remote;
  if (snapshot.received.screen && screen) return video("screen", screen, person.name);
  return video("remote", stream, person.name);
}

/** The voice-only layout, and what there is before anything comes. */
function portrait(scene: CallScene): TemplateResult {
  const { snapshot, person, words, minimised } = scene;
  const calling = isOutgoing(snapshot) || snapshot.phase === "connecting";
  return html`<div class="portrait ${calling ? "calling" : ""}">
    <span class="halo">${avatar(person)}</span>
    ${minimised ? nothing : who(scene, isOutgoing(snapshot) ? words.callingTo(person.name) : person.name)}
  </div>`;
}

/** Whose call it is, whether they are muted, and how long it has lasted or where it stands. */
export function who({ snapshot, words, person }: CallScene, title = person.name): TemplateResult {
  const { phase, connectedAt, other } = snapshot;
  const lasting = connectedAt !== null && phase === "connected";
  const muted = phase === "connected" && !other.audio;
  return html`<div class="who">
    <h2 dir="auto">${title}${muted ? html` <span class="badge">${icon("microphone-off")}</span>` : nothing}</h2>
    <p class="time">${lasting ? clockTime(performance.now() - connectedAt) : stateWords(snapshot, words)}</p>
  </div>`;
}

/** Beside the stage: one's own picture, and the other's camera while a screen fills the stage. */
export function tiles({ call, snapshot, person, words }: CallScene): TemplateResult {
  const { own, received, other } = snapshot;
  const camera = pictured(snapshot) && received.screen && received.video && other.video;
  const mine = own.video ? call.own.stream : call.own.screen;
  return html`<div class="tiles">
    ${camera ? html`<div class="tile">${video("remote", call.remote.stream, person.name)}</div>` : nothing}
    ${mine
      ? html`<div class="tile ${own.video ? "mirrored" : ""}" part="own">
          ${video("own", mine, words.you)}<span class="label">${own.audio ? nothing : icon("microphone-off")}${words.you}</span>
        </div>`
      : nothing}
  </div>`;
}

/**
 * What has to be known at a glance, over the stage.
 *
 * @csspart resume - Ends the hold.
 * @csspart stop-sharing - Ends the sharing of one's own screen.
 */
export function banners({ snapshot, away, person, words, act }: CallScene): TemplateResult {
  const { phase, own } = snapshot;
  const audioOnly = phase === "connected" && snapshot.quality?.audioOnly === true;
  const say = (text: string, kind = ""): TemplateResult => html`<p class="banner ${kind}">${text}</p>`;
  return html`<div class="banners">
    ${away ? html`<p class="banner warn"><i class="spinner"></i>${words.reconnectingServer}</p>` : nothing}
    ${phase === "reconnecting" ? html`<p class="banner warn"><i class="spinner"></i>${words.reconnecting}</p>` : nothing}
    ${own.hold
      ? html`<p class="banner">
          ${words.youHold}${iconButton({ icon: "play", label: words.resume, text: words.resume, kind: "primary", part: "resume", onClick: () => act("hold") })}
        </p>`
      : nothing}
    ${otherWords(snapshot, person.name, words).map((text) => say(text))}
    ${own.screen === null
      ? nothing
      : html`<p class="banner">
          ${words.youShare}${iconButton({ icon: "screen-stop", label: words.stopSharing, text: words.stop, kind: "danger", part: "stop-sharing", onClick: () => act("share") })}
        </p>`}
    ${audioOnly ? say(words.audioOnly) : nothing}
  </div>`;
}
