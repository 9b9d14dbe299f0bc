import type { Devices } from "./devices.ts";
import type { Track } from "./own-media-config.ts";

/** The screen that one call shows: one at a time, each in a stream of its own. */
export class SharedScreen {
  readonly #devices: Devices;
  readonly #onChange: (previous: Track, next: Track, stream: MediaStream) => void;
  #stream: MediaStream | null = null;
  #closed = false;

  constructor(devices: Devices, onChange: (previous: Track, next: Track, stream: MediaStream) => void) {
    this.#devices = devices;
    this.#onChange = onChange;
  }

  get stream(): MediaStream | null {
    return this.#stream;
  }

  /** Resolves to false when nothing is chosen; what was shared before goes on then. Rejects with a MediaError. */
  async share(): Promise<boolean> {
    const stream = await this.#devices.openScreen();
    const [track] = stream?.getTracks() ?? [];
    if (this.#closed) track?.stop();
    if (!stream || !track || this.#closed) return false;
    this.stop();
    this.#stream = stream;
    track.onended = () => this.stop();
    this.#onChange(null, track, stream);
    return true;
  }

  stop(): void {
    const stream = this.#stream;
    this.#stream = null;
    for (const track of stream?.getTracks() ?? []) {
      track.stop();
      if (!this.#closed) this.#onChange(track, null, stream as MediaStream);
    }
  }

  /** Ends it; nothing is told any more. */
  close(): void {
    this.#closed = true;
    this.stop();
  }
}
