import type { Cancel } from "../clock.ts";
import { Listeners } from "../listeners.ts";

/** What one person has chosen for their calls. A device is named by its `deviceId`; null is the system's default. */
export interface Settings {
  readonly microphone: string | null;
  readonly camera: string | null;
  readonly speaker: string | null;
  /** Where calls ring; null: the speaker. */
  readonly ringSpeaker: string | null;
  readonly echoCancellation: boolean;
  readonly noiseSuppression: boolean;
  readonly autoGainControl: boolean;
  /** Whether calls ring aloud, or the address of the sound they ring with. */
  readonly ringtone: boolean | string;
  /** How long calls to others ring, in milliseconds. The server allows 5 000 to 180 000. */
  readonly ringMs: number;
  /** MIME types in the order of preference, as "video/VP9"; empty: the browser's order. */
  readonly videoCodecs: readonly string[];
  /** Opus forward error correction. Source: RFC 7587 §7, useinbandfec. */
  readonly opusFec: boolean;
  /** Opus sends next to nothing in silence. Source: RFC 7587 §7, usedtx. */
  readonly opusDtx: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  microphone: null,
  camera: null,
  speaker: null,
  ringSpeaker: null,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  ringtone: true,
  ringMs: 60_000,
  videoCodecs: [],
  opusFec: true,
  opusDtx: false,
};

/** Where settings are kept. Only what the person has changed is stored, so that a better default reaches everybody. */
export interface SettingsStorage {
  load(userId: string): Partial<Settings> | null | Promise<Partial<Settings> | null>;
  save(userId: string, changed: Partial<Settings>): void | Promise<void>;
}

/** The browser's own storage, under `ringback.settings.<userId>`. */
export const localSettings: SettingsStorage = {
  load: (userId) => JSON.parse(localStorage.getItem(key(userId)) ?? "null"),
  save: (userId, changed) => localStorage.setItem(key(userId), JSON.stringify(changed)),
};

/** The settings of one person, in memory and in the storage. A storage that fails costs only the remembering. */
export class SettingsStore {
  readonly #storage: SettingsStorage;
  readonly #listeners = new Listeners();
  #userId: string | undefined;
  #changed: Partial<Settings> = {};
  #settings = DEFAULT_SETTINGS;

  constructor(storage: SettingsStorage = localSettings) {
    this.#storage = storage;
  }

  /** The settings now; the same object until one of them changes. */
  readonly get = (): Settings => this.#settings;

  /** Calls `listener` after each change. */
  readonly subscribe: (listener: () => void) => Cancel = this.#listeners.add;

  /**
   * Takes over what `userId` has stored; what was set before it was known whose page this is holds, and is stored. When
   * the storage cannot tell, nothing is stored either: it would be lost what is there.
   */
  async load(userId: string): Promise<void> {
    try {
      const stored = await this.#storage.load(userId);
      const unsaved = this.#userId === undefined ? this.#changed : {};
      this.#userId = userId;
      this.#changed = { ...stored };
      this.set(unsaved);
    } catch {
      return;
    }
  }

  /** Changes some settings, and stores them once it is known whose they are. */
  set(changed: Partial<Settings>): void {
    this.#changed = { ...this.#changed, ...changed };
    this.#settings = { ...DEFAULT_SETTINGS, ...this.#changed };
    if (this.#userId !== undefined) void this.#save(this.#userId);
    this.#listeners.tell();
  }

  async #save(userId: string): Promise<void> {
    try {
      await this.#storage.save(userId, this.#changed);
    } catch {
      return; // a full or forbidden storage: they hold until the page is closed
    }
  }
}

function key(userId: string): string {
  return `ringback.settings.${userId}`;
}
