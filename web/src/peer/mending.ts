import { AnsweredRestarts } from "./answered-restarts.ts";
import type { Lifetime } from "../lifetime.ts";
import { MediaWatchdog } from "./media-watchdog.ts";

/** Cures what engines get wrong once media flow. */
export class Mending {
  readonly #watchdog: MediaWatchdog;
  readonly #restarts: AnsweredRestarts;

  /** `onStalled`: a track of ours is not sent, and could not be cured. */
  constructor(pc: RTCPeerConnection, lifetime: Lifetime, onStalled: (track: MediaStreamTrack) => void) {
    this.#watchdog = new MediaWatchdog(pc, lifetime, onStalled);
    this.#restarts = new AnsweredRestarts(pc, lifetime);
    const { signal } = lifetime;
    for (const type of ["signalingstatechange", "connectionstatechange"]) {
      pc.addEventListener(type, () => this.#watchdog.stateChanged(), { signal });
    }
  }

  /** Both sides' offers have crossed. */
  collided(): void {
    this.#watchdog.arm();
  }

  /** An offer and answer have been completed. */
  negotiated(): void {
    this.#restarts.negotiated();
  }
}
