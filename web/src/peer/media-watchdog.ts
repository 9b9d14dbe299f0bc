import type { Lifetime } from "../lifetime.ts";

/** Within this time packets must be seen to leave, in milliseconds. */
export const WATCH_MS = 2_000;

/**
 * Sees to it that sound and picture really leave after a collision of offers: libwebrtc can end one with every state
 * right and a sender that sends nothing. Taking the track out and putting it back cures that.
 */
export class MediaWatchdog {
  readonly #pc: RTCPeerConnection;
  readonly #lifetime: Lifetime;
  readonly #onStalled: (track: MediaStreamTrack) => void;
  #armed = false;
  #watching = false;

  constructor(pc: RTCPeerConnection, lifetime: Lifetime, onStalled: (track: MediaStreamTrack) => void) {
    this.#pc = pc;
    this.#lifetime = lifetime;
    this.#onStalled = onStalled;
  }

  /** Offers have collided: watch as soon as the connection is up and stable. */
  arm(): void {
    this.#armed = true;
    this.stateChanged();
  }

  /** To be called whenever the signalling or connection state has changed. */
  stateChanged(): void {
    if (!this.#armed || this.#watching || !this.#settled()) return;
    this.#armed = false;
    this.#watching = true;
    this.#watch()
      .catch(() => undefined) // the connection was closed meanwhile
      .finally(() => {
        this.#watching = false;
        this.stateChanged();
      });
  }

  async #watch(): Promise<void> {
    const stalled = await this.#stalled();
    if (stalled.length === 0) return;
    await Promise.all(stalled.map((sender) => this.#cure(sender)));
    for (const { track } of await this.#stalled(stalled)) {
      if (track !== null) this.#onStalled(track);
    }
  }

  /** Those of `senders` that ought to send and sent nothing for a while. Starts again later when the states change. */
  async #stalled(senders = this.#pc.getSenders()): Promise<RTCRtpSender[]> {
    const counted = await Promise.all(
      senders.map(async (sender) => [sender, await this.#packetsSent(sender)] as const),
    );
    const watched = new Map(counted.filter(([sender]) => this.#oughtToSend(sender)));
    await this.#lifetime.sleep(WATCH_MS);
    const stalled: RTCRtpSender[] = [];
    for (const [sender, before] of watched) {
      const packets = await this.#packetsSent(sender);
      if (this.#oughtToSend(sender) && (packets === 0 || packets === before)) stalled.push(sender);
    }
    if (this.#settled()) return stalled;
    this.#armed = true;
    return [];
  }

  /** Both at once, so that the engine's queue lets nothing come between. Whether it helped, the next check tells. */
  async #cure(sender: RTCRtpSender): Promise<void> {
    const { track } = sender;
    const cure = [sender.replaceTrack(null), sender.replaceTrack(track)];
    await this.#lifetime.until(Promise.allSettled(cure));
  }

  async #packetsSent(sender: RTCRtpSender): Promise<number> {
    let packets = 0;
    const stats = await this.#lifetime.until(sender.getStats());
    stats.forEach((entry: RTCStats & { packetsSent?: number }) => {
      if (entry.type === "outbound-rtp") packets += entry.packetsSent ?? 0;
    });
    return packets;
  }

  #oughtToSend(sender: RTCRtpSender): boolean {
    const { track } = sender;
    if (track === null || track.readyState !== "live" || !track.enabled || track.muted) return false;
    const transceiver = this.#pc.getTransceivers().find((each) => each.sender === sender);
    return transceiver?.currentDirection === "sendrecv" || transceiver?.currentDirection === "sendonly";
  }

  #settled(): boolean {
    return this.#pc.connectionState === "connected" && this.#pc.signalingState === "stable";
  }
}
