import type { Call } from "../../index.ts";
import { pictured } from "../call-scene.ts";
import type { Cancel } from "../../clock.ts";
import { LevelRing } from "./level-ring.ts";
import { CallMediaSession } from "./media-session.ts";
import { shownHeight } from "./shown-height.ts";
import { WakeLock } from "./wake-lock.ts";

const EVERY_MS = 1_000;

/** What runs beside a call for as long as it is shown: the screen stays on, headsets know of it, levels and time are seen. */
export class CallCompanions {
  readonly #element: HTMLElement;
  readonly #tick: () => void;
  readonly #wakeLock = new WakeLock();
  readonly #mediaSession = new CallMediaSession();
  readonly #otherLevel: LevelRing;
  readonly #ownLevel: LevelRing;
  #stop: Cancel | undefined;
  #call: Call | undefined;

  /** `tick` is run every second of a call. */
  constructor(element: HTMLElement, tick: () => void) {
    this.#element = element;
    this.#tick = tick;
    this.#otherLevel = new LevelRing(element, "--_other-level");
    this.#ownLevel = new LevelRing(element, "--_own-level");
  }

  /** This is the call from now on; undefined: there is none, and everything is taken back. */
  follow(call: Call | undefined, name: string): void {
    this.#call = call;
    this.#wakeLock.hold(call !== undefined);
    this.#mediaSession.follow(call, name);
    this.#otherLevel.follow(call && !pictured(call.snapshot) ? call.remote.stream.getAudioTracks()[0] : undefined);
    this.#ownLevel.follow(call?.snapshot.own.audio ? call.own.stream.getAudioTracks()[0] : undefined);
    if (call && !this.#stop) {
      const timer = setInterval(this.#everySecond, EVERY_MS);
      this.#stop = () => clearInterval(timer);
    }
    if (call) return;
    this.#stop?.();
    this.#stop = undefined;
  }

  readonly #everySecond = (): void => {
    this.#tick();
    const picture = this.#element.shadowRoot?.querySelector("video.remote");
    const height = shownHeight(picture?.clientHeight ?? 0, devicePixelRatio);
    if (this.#call && this.#call.snapshot.own.shownHeight !== height) this.#call.showAt(height);
  };
}
