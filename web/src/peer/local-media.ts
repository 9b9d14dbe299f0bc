import type { Lifetime } from "../lifetime.ts";
import { slotOf, tracksOf, type Slot } from "./sender-slot.ts";

export type Kind = "audio" | "video";

/** The local tracks of one connection. A track that is being sent is owned here, and stopped with the connection. */
export class LocalMedia {
  readonly #pc: RTCPeerConnection;
  readonly #lifetime: Lifetime;
  readonly #slots: Slot[] = [];
  /** Tracks that have to wait before they can be sent, and until when. */
  readonly #arriving = new Map<MediaStreamTrack, Promise<void>>();
  readonly #disabled = new Set<Kind>();

  constructor(pc: RTCPeerConnection, lifetime: Lifetime) {
    this.#pc = pc;
    this.#lifetime = lifetime;
  }

  /** Sends every track of `stream` that is not being sent yet. */
  async addStream(stream: MediaStream): Promise<void> {
    await Promise.all(stream.getTracks().map((track) => this.#add(track, stream)));
  }

  /** Makes a transceiver that sends a track, or that none is sent on yet. */
  addTransceiver(trackOrKind: MediaStreamTrack | Kind, init: RTCRtpTransceiverInit): RTCRtpTransceiver {
    const transceiver = this.#pc.addTransceiver(trackOrKind, init);
    if (typeof trackOrKind !== "string") this.#own(trackOrKind, transceiver.sender);
    return transceiver;
  }

  /** Stops sending `track`; the track itself goes on and is the caller's again. */
  removeTrack(track: MediaStreamTrack): void {
    if (this.#arriving.delete(track)) return;
    const slot = slotOf(this.#slots, track);
    if (slot.replacing) this.#takeOut(slot.sender);
    else this.#pc.removeTrack(slot.sender);
    slot.track = null;
  }

  /** Sends `next` where `previous` is sent, or was until it was replaced by null. */
  async replaceTrack(previous: MediaStreamTrack, next: MediaStreamTrack | null): Promise<void> {
    if (this.#arriving.has(previous)) await this.#arriving.get(previous);
    await this.#put(slotOf(this.#slots, previous), next);
  }

  /** Sets `enabled` on every track of the kind, now and later. Whether at least one is being sent and enabled. */
  setEnabled(kind: Kind, enabled: boolean): boolean {
    if (enabled) this.#disabled.delete(kind);
    else this.#disabled.add(kind);
    const tracks = tracksOf(this.#slots).filter((track) => track.kind === kind);
    for (const track of tracks) track.enabled = enabled;
    return enabled && tracks.length > 0;
  }

  /** Ends every track that is being sent. */
  stop(): void {
    for (const track of [...tracksOf(this.#slots), ...this.#arriving.keys()]) track.stop();
  }

  async #add(track: MediaStreamTrack, stream: MediaStream): Promise<void> {
    if (tracksOf(this.#slots).includes(track) || this.#arriving.has(track)) return;
    if (this.#blocked(track.kind)) {
      const arrival = this.#unblocked(track.kind);
      this.#arriving.set(track, arrival);
      await arrival;
      if (this.#arriving.get(track) !== arrival) return;
      this.#arriving.delete(track);
    }
    const idle = this.#idleSlot(track.kind);
    if (idle === undefined) {
      this.#own(track, this.#pc.addTrack(track, stream));
      return;
    }
    const replaced = this.#put(idle.slot, track);
    idle.slot.sender.setStreams(stream);
    const { transceiver } = idle;
    if (transceiver.direction === "recvonly") transceiver.direction = "sendrecv";
    if (transceiver.direction === "inactive") transceiver.direction = "sendonly";
    await replaced;
  }

  #own(track: MediaStreamTrack, sender: RTCRtpSender): void {
    this.#silence(track);
    this.#slots.push({ sender, track, last: track });
  }

  async #put(slot: Slot, next: MediaStreamTrack | null): Promise<void> {
    const { track, last } = slot;
    if (next) this.#silence(next);
    slot.track = next;
    slot.last = next ?? last;
    const replacing = (slot.replacing = slot.sender.replaceTrack(next));
    try {
      await this.#lifetime.until(replacing);
    } catch (cause) {
      if (slot.track === next) Object.assign(slot, { track, last });
      throw cause;
    } finally {
      if (slot.replacing === replacing) slot.replacing = undefined;
    }
  }

  /** removeTrack() for a sender whose track is still on its way: the engine's does nothing then (webrtc-pc). */
  #takeOut(sender: RTCRtpSender): void {
    sender.replaceTrack(null).catch(() => undefined);
    const transceiver = this.#pc.getTransceivers().find((each) => each.sender === sender);
    if (transceiver?.direction === "sendrecv") transceiver.direction = "recvonly";
    if (transceiver?.direction === "sendonly") transceiver.direction = "inactive";
  }

  /** The replacement that addTrack() has to wait for: it would take the empty sender, and be pushed out again. */
  #blocked(kind: string): Promise<void> | undefined {
    if (this.#idleSlot(kind)) return undefined;
    return this.#slots.find(({ replacing, last }) => replacing && last.kind === kind)?.replacing;
  }

  async #unblocked(kind: string): Promise<void> {
    for (let replacing = this.#blocked(kind); replacing; replacing = this.#blocked(kind)) {
      await this.#lifetime.until(replacing.catch(() => undefined));
    }
  }

  /** A muted call stays muted when the microphone is changed. */
  #silence(track: MediaStreamTrack): void {
    if (this.#disabled.has(track.kind as Kind)) track.enabled = false;
  }

  /**
   * A transceiver that sent before and sends nothing now. addTrack() would leave it unused for good and add an m-line
   * each time (webrtc-pc, addTrack step 8: a sender is only reused when it has never been used to send).
   */
  #idleSlot(kind: string): { slot: Slot; transceiver: RTCRtpTransceiver } | undefined {
    for (const transceiver of this.#pc.getTransceivers()) {
      const slot = this.#slots.find(({ sender }) => sender === transceiver.sender);
      if (slot?.track === null && slot.last.kind === kind && transceiver.direction !== "stopped") {
        return { slot, transceiver };
      }
    }
    return undefined;
  }
}
