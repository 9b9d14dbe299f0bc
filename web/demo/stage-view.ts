import type { Call, CallState } from "./call-state.ts";
import { canShareScreen } from "./capture.ts";
import { byId, inside, say, showAvatar } from "./dom.ts";
import type { Line } from "./line.ts";
import { duration, stateWords } from "./words.ts";

/** What the buttons of a call do. */
export interface StageActions {
  readonly onMute: () => void;
  readonly onCamera: () => void;
  readonly onScreen: () => void;
  readonly onHangUp: () => void;
}

/** An outgoing call, and a call under way. */
export class StageView {
  readonly #stage = byId("stage", HTMLElement);
  readonly #peer = byId("stage-peer", HTMLHeadingElement);
  readonly #state = byId("stage-state", HTMLSpanElement);
  readonly #time = byId("stage-time", HTMLSpanElement);
  readonly #remote = byId("remote", HTMLVideoElement);
  readonly #preview = byId("preview", HTMLVideoElement);
  readonly #mute = byId("mute", HTMLButtonElement);
  readonly #camera = byId("camera", HTMLButtonElement);
  readonly #screen = byId("screen", HTMLButtonElement);
  readonly #hangUp = byId("hang-up", HTMLButtonElement);
  #clock: ReturnType<typeof setInterval> | undefined;

  constructor(actions: StageActions) {
    this.#mute.addEventListener("click", actions.onMute);
    this.#camera.addEventListener("click", actions.onCamera);
    this.#screen.addEventListener("click", actions.onScreen);
    this.#hangUp.addEventListener("click", actions.onHangUp);
  }

  show(state: CallState, call: Call, line: Line | undefined): void {
    const calling = state.phase === "outgoing";
    showAvatar(byId("stage-avatar", HTMLSpanElement), call.peer);
    say(this.#peer, calling ? `Calling ${call.peer}…` : call.peer);
    say(this.#state, stateWords(state));
    this.#stage.dataset["phase"] = state.phase === "connected" && state.reconnecting ? "reconnecting" : state.phase;
    this.#showControls(calling, line);
    this.#showPictures(line, state.phase === "connected");
    this.#runClock(state);
  }

  /** The call is over: nothing of it stays on the page. */
  clear(): void {
    clearInterval(this.#clock);
    this.#clock = undefined;
    this.#remote.srcObject = null;
    this.#preview.srcObject = null;
  }

  #showControls(calling: boolean, line: Line | undefined): void {
    const { cameraOn = false, sharing = false } = line?.video ?? {};
    const muted = line?.muted ?? false;
    label(this.#mute, muted ? "Unmute" : "Mute", muted ? "microphone-off" : "microphone", muted);
    label(this.#camera, cameraOn ? "Camera off" : "Camera on", cameraOn ? "camera" : "camera-off", !cameraOn);
    label(this.#screen, sharing ? "Stop" : "Share", "screen", sharing);
    this.#screen.ariaLabel = sharing ? "Stop sharing the screen" : "Share the screen";
    label(this.#hangUp, calling ? "Cancel" : "Hang up", "hang-up", false);
    this.#mute.hidden = this.#camera.hidden = calling;
    this.#screen.hidden = calling || !canShareScreen();
    this.#mute.disabled = this.#camera.disabled = this.#screen.disabled = line?.video === undefined;
  }

  #showPictures(line: Line | undefined, connected: boolean): void {
    const { track = null, sharing = false } = line?.video ?? {};
    const remote = line?.remote;
    if (remote && this.#remote.srcObject !== remote.stream) this.#remote.srcObject = remote.stream;
    this.#stage.classList.toggle("with-picture", connected && (remote?.hasPicture ?? false));
    this.#preview.hidden = track === null;
    this.#preview.classList.toggle("mirrored", !sharing);
    const shown = this.#preview.srcObject instanceof MediaStream ? this.#preview.srcObject.getTracks()[0] : undefined;
    if (track !== (shown ?? null)) this.#preview.srcObject = track && new MediaStream([track]);
  }

  #runClock(state: CallState): void {
    clearInterval(this.#clock);
    this.#time.hidden = state.phase !== "connected";
    if (state.phase !== "connected") return;
    const tick = (): void => say(this.#time, duration(performance.now() - state.since));
    tick();
    this.#clock = setInterval(tick, 1_000);
  }
}

function label(button: HTMLButtonElement, words: string, icon: string, off: boolean): void {
  say(inside(button, "span", HTMLSpanElement), words);
  inside(button, "use", SVGUseElement).setAttribute("href", `#i-${icon}`);
  button.classList.toggle("marked", off);
}
