import { systemClock, type Clock } from "../clock.ts";
import { loadSoundPlayer } from "../parts.ts";
import type { SoundPlayer } from "./sound-player.ts";
import type { SpeakerConfig } from "./speaker.ts";

/**
 * What a call sounds like around the talk: bell, ringback tone, end, failure. What is taken back fades within 30 ms.
 * Calls ring on the ring speaker, everything else sounds on the speaker. While `onBlocked` says so, ring visually.
 */
export class Sounds {
  readonly #config: SpeakerConfig;
  readonly #clock: Clock;
  readonly #load: typeof loadSoundPlayer;
  #player: SoundPlayer | undefined;
  #closed = false;

  constructor(config: SpeakerConfig, clock: Clock = systemClock, load = loadSoundPlayer) {
    this.#config = config;
    this.#clock = clock;
    this.#load = load;
    this.#play(() => undefined); // so that it is there, and unlocked, before anything rings
  }

  /** The bell of an incoming call, until it is taken back. Silent when the settings say so. */
  ring(on: boolean): void {
    this.#play((player) => player.ring(on));
  }

  /** What the caller hears while it rings on the other side. */
  ringback(on: boolean): void {
    this.#play((player) => player.ringback(on));
  }

  /** A call has ended as it should. */
  ended(): void {
    this.#play((player) => player.ended());
  }

  /** A call has failed. */
  failed(): void {
    this.#play((player) => player.failed());
  }

  /** A round of the bell on the speaker, or on the ring speaker: can it be heard? */
  test(device: "speaker" | "ringSpeaker" = "speaker"): void {
    this.#play((player) => player.test(device));
  }

  /** Silences everything for good. */
  close(): void {
    this.#closed = true;
    this.#player?.close();
  }

  #play(sound: (player: SoundPlayer) => void): void {
    this.#load().then(
      ({ SoundPlayer }) => {
        if (!this.#closed) sound((this.#player ??= new SoundPlayer(this.#config, this.#clock)));
      },
      () => undefined,
    );
  }
}
