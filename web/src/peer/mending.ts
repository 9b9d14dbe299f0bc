import { AnsweredRestarts } from "./answered-restarts.ts";
import type { Lifetime } from "../lifetime.ts";
import { MediaWatchdog } from "./media-watchdog.ts";

/** What it tells. */
export interface MendingReport {
  /** A track of ours is not sent, and could not be cured. */
  readonly onStalled: (track: MediaStreamTrack) => void;
  /** An ICE restart that we answered has connected, and needs another. */
  readonly onConnected: () => void;
}

/** Cures what engines get wrong once media flow. */
export class Mending {
  readonly #watchdog: MediaWatchdog;
  readonly #restarts: AnsweredRestarts;

  constructor(pc: RTCPeerConnection, lifetime: Lifetime, report: MendingReport) {
    this.#watchdog = new MediaWatchdog(pc, lifetime, report.onStalled);
    this.#restarts = new AnsweredRestarts(pc, lifetime, report.onConnected);
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
