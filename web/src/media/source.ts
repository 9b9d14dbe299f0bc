import { constraintsOf, PROCESSING } from "./constraints.ts";
import type { Devices } from "./devices.ts";
import type { MediaError } from "./media-error.ts";
import type { Track } from "./own-media-config.ts";
import type { Settings, SettingsStore } from "./settings.ts";

export interface SourceConfig {
  readonly devices: Devices;
  readonly settings: SettingsStore;
  readonly onChange: (previous: Track, next: Track) => void;
  readonly onTrouble: (error: MediaError) => void;
  /** Whoever else holds the device, by a clone of the track, lets go of it now. */
  readonly onRelease: () => void;
}

/** The microphone or the camera of a call: `follow()` makes what is captured match what is wanted and chosen. */
export class Source {
  readonly #device: "microphone" | "camera";
  readonly #config: SourceConfig;
  #track: Track = null;
  #wanted = false;
  /** The settings with which it was opened. */
  #asked: Settings;
  /** Whether it is another device than the chosen one, which was not there. */
  #away = false;
  #turn: Promise<void> = Promise.resolve();

  constructor(device: "microphone" | "camera", config: SourceConfig) {
    this.#device = device;
    this.#config = config;
    this.#asked = config.settings.get();
  }

  get track(): Track {
    return this.#track;
  }

  /** Settles with the change that was asked for last. */
  get settled(): Promise<void> {
    return this.#turn;
  }

  /** Opens or releases it; rejects with a MediaError, and what cannot be opened is not wanted any more. */
  async want(wanted: boolean): Promise<void> {
    this.#wanted = wanted;
    if (!wanted) return this.#put(null);
    try {
      await this.#follow();
    } catch (error) {
      this.#wanted = false;
      throw error;
    }
  }

  /** Takes over a track that was opened with `settings`. */
  take(track: MediaStreamTrack, settings: Settings): void {
    this.#wanted = true;
    this.#asked = settings;
    const chosen = settings[this.#device];
    this.#away = chosen !== null && track.getSettings().deviceId !== chosen;
    this.#put(track);
  }

  /** Something has changed that may concern it. Who is refused a device then is not asked again. */
  readonly follow = async (): Promise<void> => {
    try {
      await this.#follow();
    } catch (error) {
      if ((error as MediaError).trouble === "denied" && !this.#track) this.#wanted = false;
      this.#config.onTrouble(error as MediaError);
    }
  };

  #follow(): Promise<void> {
    return (this.#turn = this.#turn.catch(() => undefined).then(() => this.#match())); // one change at a time
  }

  async #match(): Promise<void> {
    if (!this.#wanted || (await this.#fits())) return;
    try {
      await this.#open();
    } catch (error) {
      if (this.#track?.readyState === "ended") this.#put(null);
      throw error;
    }
  }

  /** Whether what is open is right, if need be after its processing was changed; a muted track is worth another try. */
  async #fits(): Promise<boolean> {
    const track = this.#track;
    if (!track || track.readyState === "ended" || track.muted) return false;
    const { devices, settings } = this.#config;
    const before = this.#asked;
    const now = settings.get();
    const chosen = now[this.#device];
    const { deviceId = null } = track.getSettings();
    const there = devices.has(this.#device, chosen);
    const other = this.#away || chosen !== before[this.#device];
    if (there && other && deviceId !== chosen) return false;
    if (!devices.has(this.#device, deviceId)) return this.#release(track); // not every browser ends it
    this.#away = !there;
    this.#asked = now;
    if (track.kind === "video" || PROCESSING.every((key) => before[key] === now[key])) return true;
    await track.applyConstraints(constraintsOf(this.#device, now)).catch(() => undefined);
    const got = track.getSettings();
    return PROCESSING.every((key) => (got[key] ?? now[key]) === now[key]) || this.#release(track);
  }

  /** A device that is still open can neither be processed otherwise (Chromium) nor replaced (telephones). */
  #release(track: MediaStreamTrack): false {
    this.#config.onRelease();
    track.stop();
    return false;
  }

  async #open(): Promise<void> {
    const settings = this.#config.settings.get();
    const previous = this.#track;
    try {
      await this.#capture(settings);
    } catch (error) {
      if ((error as MediaError).trouble !== "in_use" || !previous) throw error;
      const { deviceId = null } = previous.getSettings();
      this.#release(previous);
      await this.#capture(settings).catch(async (stillInUse: unknown) => {
        await this.#capture({ ...settings, [this.#device]: deviceId });
        throw stillInUse;
      });
    }
  }

  async #capture(settings: Settings): Promise<void> {
    const constraints = constraintsOf(this.#device, settings);
    const kind = this.#device === "camera" ? "video" : "audio";
    const stream = await this.#config.devices.open(this.#device, { [kind]: constraints });
    for (const track of stream.getTracks()) {
      if (this.#wanted) this.take(track, settings);
      else track.stop(); // the call ended, or the camera was turned off, while the user was asked
    }
  }

  #put(next: Track): void {
    const previous = this.#track;
    if (previous === next) return;
    this.#track = next;
    if (next) next.onended = () => void this.follow();
    this.#config.onChange(previous, next);
    previous?.stop();
  }
}
