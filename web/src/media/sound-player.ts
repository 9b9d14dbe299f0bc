import { tell } from "../application.ts";
import type { Cancel, Clock } from "../clock.ts";
import { onGesture } from "./gesture.ts";
import { sinkOf, sinkTo, type SpeakerConfig } from "./speaker.ts";
import { TonePlayer } from "./tone-player.ts";
import type { Tone } from "./tones.ts";

/** A browser that allows sound has begun by then. */
const BLOCKED_AFTER_MS = 300;

/** Plays the sounds of calls: see `Sounds`. */
export class SoundPlayer {
  readonly #config: SpeakerConfig;
  readonly #clock: Clock;
  readonly #player = new TonePlayer(() => this.#tell(false));
  readonly #wanted = new Set<Tone>();
  readonly #forget: Cancel[];
  #tone: Tone | undefined;
  #stop: Cancel | undefined;
  #blocked = false;

  constructor(config: SpeakerConfig, clock: Clock) {
    this.#config = config;
    this.#clock = clock;
    this.#forget = [config.settings.subscribe(() => this.#follow()), onGesture(() => this.#unlock())];
  }

  ring(on: boolean): void {
    this.#want("ring", on);
  }

  ringback(on: boolean): void {
    this.#want("ringback", on);
  }

  ended(): void {
    this.#once("ended");
  }

  failed(): void {
    this.#once("failed");
  }

  test(device: "speaker" | "ringSpeaker" = "speaker"): void {
    this.#once("ring", device === "ringSpeaker");
  }

  close(): void {
    for (const forget of this.#forget) forget();
    this.#wanted.clear();
    this.#follow();
    this.#player.close();
  }

  #want(tone: Tone, on: boolean): void {
    if (on) this.#wanted.add(tone);
    else this.#wanted.delete(tone);
    this.#follow();
  }

  #follow(): void {
    const bell = this.#wanted.has("ring") && this.#config.settings.get().ringtone;
    const tone = bell ? "ring" : this.#wanted.has("ringback") ? "ringback" : undefined;
    if (tone === this.#tone) return;
    this.#tone = tone;
    this.#begin();
  }

  #begin(): void {
    this.#stop?.();
    this.#stop = undefined;
    const { ringtone } = this.#config.settings.get();
    if (!this.#tone) this.#tell(false);
    else if (this.#tone === "ring" && typeof ringtone === "string") this.#playFile(ringtone);
    else this.#playTone(this.#tone);
  }

  #playTone(tone: Tone): void {
    const silence = this.#player.play(tone, sinkOf(this.#config, tone === "ring"), true);
    const forget = this.#clock.after(BLOCKED_AFTER_MS, () => this.#tell(!this.#player.running));
    this.#stop = () => {
      forget();
      silence();
    };
  }

  /** The application's own bell; ours where it cannot be loaded. */
  #playFile(url: string): void {
    const audio = new Audio(url);
    audio.loop = true;
    void sinkTo(audio, sinkOf(this.#config, true));
    const stop = (this.#stop = () => audio.pause());
    audio.play().then(
      () => this.#tell(false),
      (error: Error) => {
        if (this.#stop !== stop) return; // taken back meanwhile
        if (error.name === "NotAllowedError") this.#tell(true);
        else this.#playTone("ring");
      },
    );
  }

  /** What cannot be heard at once is not wanted later. */
  #once(tone: Tone, ring = false): void {
    const silence = this.#player.play(tone, sinkOf(this.#config, ring), false);
    this.#clock.after(BLOCKED_AFTER_MS, () => this.#player.running || silence());
  }

  #unlock(): void {
    if (this.#blocked) this.#begin();
    else this.#player.unlock();
  }

  #tell(blocked: boolean): void {
    if (blocked === this.#blocked) return;
    this.#blocked = blocked;
    tell(this.#config.onBlocked, blocked);
  }
}
