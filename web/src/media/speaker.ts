import type { Cancel } from "../clock.ts";
import { tell } from "../application.ts";
import type { Devices } from "./devices.ts";
import { onGesture } from "./gesture.ts";
import type { SettingsStore } from "./settings.ts";

export interface SpeakerConfig {
  readonly devices: Devices;
  readonly settings: SettingsStore;
  /** The browser keeps sound back until the first gesture, or does so no longer. */
  readonly onBlocked?: (blocked: boolean) => void;
}

/** The sound of one stream. */
export interface Playback {
  /** Silences it, as on hold. */
  mute(on: boolean): void;
  close(): void;
}

/** Where to play: the first choice that is there, and else on the system's default. */
export function sinkOf({ devices, settings }: SpeakerConfig, ring = false): string {
  const { speaker, ringSpeaker } = settings.get();
  return [ring ? ringSpeaker : null, speaker].find((id) => id !== null && devices.has("speaker", id)) ?? "";
}

/** Plays through `sinkId` where the browser can. Source: W3C audio-output, `setSinkId()`. */
export async function sinkTo(audio: HTMLAudioElement, sinkId: string): Promise<void> {
  if ("setSinkId" in audio && audio.sinkId !== sinkId) await audio.setSinkId(sinkId).catch(() => undefined);
}

/** Plays what comes from the other sides, on the chosen speaker; another choice is followed at once. */
export class Speaker {
  readonly #config: SpeakerConfig;
  readonly #audios = new Set<HTMLAudioElement>();
  readonly #forget: Cancel[];
  #blocked = false;

  constructor(config: SpeakerConfig) {
    this.#config = config;
    const aim = (): void => this.#audios.forEach((audio) => void sinkTo(audio, sinkOf(config)));
    const retry = (): void => {
      this.#tell(false); // a stream without tracks is not begun by play(), nor refused
      this.#audios.forEach((audio) => void this.#start(audio));
    };
    this.#forget = [
      config.devices.onChange(aim),
      config.settings.subscribe(aim),
      onGesture(() => this.#blocked && retry()),
    ];
  }

  /** Plays `stream`, and tracks that come to it later. What is kept back is tried again at the next gesture. */
  play(stream: MediaStream): Playback {
    const audio = new Audio();
    audio.srcObject = stream;
    this.#audios.add(audio);
    void sinkTo(audio, sinkOf(this.#config));
    void this.#start(audio);
    return {
      mute: (on) => {
        audio.muted = on;
      },
      close: () => this.#stop(audio),
    };
  }

  close(): void {
    for (const forget of this.#forget) forget();
    for (const audio of this.#audios) this.#stop(audio);
  }

  async #start(audio: HTMLAudioElement): Promise<void> {
    try {
      await audio.play();
      this.#tell(false);
    } catch (error) {
      if ((error as Error).name === "NotAllowedError") this.#tell(true); // AbortError: it was stopped meanwhile
    }
  }

  #stop(audio: HTMLAudioElement): void {
    this.#audios.delete(audio);
    audio.pause();
    audio.srcObject = null;
  }

  #tell(blocked: boolean): void {
    if (blocked === this.#blocked) return;
    this.#blocked = blocked;
    tell(this.#config.onBlocked, blocked);
  }
}
