import { loadWatching } from "../parts.ts";
import type { QualityConfig, QualityMonitor } from "../quality/monitor.ts";
import type { QualitySummary } from "../quality/quality.ts";

/** How good one call is, from its first connection on. A call whose monitor cannot be loaded goes on without one. */
export class QualityWatch {
  readonly #config: QualityConfig;
  readonly #load: typeof loadWatching;
  #monitor: QualityMonitor | undefined;
  #state: RTCIceConnectionState = "new";
  #held = false;
  #shownHeight = Infinity;
  #closed = false;

  constructor(config: QualityConfig, load = loadWatching) {
    this.#config = config;
    this.#load = load;
  }

  /** For every change of the connection's ICE state. */
  iceStateChanged(state: RTCIceConnectionState): void {
    this.#state = state;
    if (this.#monitor) this.#monitor.iceStateChanged(state);
    else if (state === "connected" || state === "completed") void this.#begin();
  }

  /** The call is on hold, on either side. */
  hold(on: boolean): void {
    this.#held = on;
    this.#monitor?.hold(on);
  }

  /** How high the other side shows the picture, in pixels: more is not sent. */
  showAt(height: number): void {
    this.#shownHeight = height;
    this.#monitor?.showAt(height);
  }

  /** Ends it. How the call was, if anything was heard. */
  close(): QualitySummary | null {
    this.#closed = true;
    this.#monitor?.close();
    return this.#monitor?.summary() ?? null;
  }

  async #begin(): Promise<void> {
    const part = await this.#load().catch(() => undefined);
    if (!part || this.#monitor || this.#closed) return;
    this.#monitor = new part.QualityMonitor(this.#config);
    this.#monitor.iceStateChanged(this.#state);
    this.#monitor.hold(this.#held);
    this.#monitor.showAt(this.#shownHeight);
  }
}
