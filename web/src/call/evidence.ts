import { loadWatching } from "../parts.ts";
import type { Explanation } from "../quality/explain.ts";
import type { PeerConnectionManager } from "../peer/peer.ts";
import type { PeerError } from "../peer/peer-errors.ts";

/** What can be told of a call's connections, also when they are no more. */
export class Evidence {
  readonly #errors: PeerError[] = [];
  #stats: RTCStatsReport = new Map();
  #iceServers: readonly RTCIceServer[] = [];

  /** Takes what was reported. */
  add(error: PeerError): void {
    this.#errors.push(error);
  }

  /** Takes down how the connection stands: there is nothing to ask once it is closed. */
  async take(manager: PeerConnectionManager | undefined): Promise<void> {
    if (!manager) return;
    try {
      this.#iceServers = manager.iceServers;
      this.#stats = await manager.getStats();
    } catch {
      return; // it was closed meanwhile
    }
  }

  /** Rejects with a TypeError where what explains cannot be loaded. */
  async explain(): Promise<Explanation> {
    const { explain } = await loadWatching();
    return explain({ stats: this.#stats, errors: this.#errors, iceServers: this.#iceServers, unixMs: Date.now() });
  }
}
