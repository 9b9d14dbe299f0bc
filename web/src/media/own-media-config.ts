import type { Devices } from "./devices.ts";
import type { MediaError } from "./media-error.ts";
import type { MicrophoneNotice } from "./microphone-watch.ts";
import type { SettingsStore } from "./settings.ts";

export type OwnKind = "audio" | "video" | "screen";
export type Track = MediaStreamTrack | null;

export interface OwnMediaConfig {
  readonly devices: Devices;
  readonly settings: SettingsStore;
  /**
   * A track is to be sent, to be sent in the place of `previous`, or not to be sent any more. `stream` holds `next`
   * already; `previous` is stopped as soon as this returns.
   */
  readonly onTrack: (kind: OwnKind, previous: Track, next: Track, stream: MediaStream) => void;
  /** A device cannot be had, or was lost and there is no other. The call goes on without it. */
  readonly onTrouble: (error: MediaError) => void;
  /** The person talks while muted, or their microphone gives no sound at all; null: neither any more. */
  readonly onNotice: (notice: MicrophoneNotice | null) => void;
}
