import { tell } from "../application.ts";
import { withOpusSettings } from "./codec-settings.ts";
import { Connection } from "./connection.ts";
import { closedError } from "../lifetime.ts";
import type { Kind } from "./local-media.ts";
import type { IceCandidate } from "../messages.gen.ts";
import type { RemoteDescription } from "./negotiator-options.ts";
import { browserEnvironment, type PeerConnectionConfig, type PeerEnvironment } from "./peer-config.ts";
import { PeerError } from "./peer-errors.ts";

/**
 * The RTCPeerConnection of one call, negotiated by the "Perfect Negotiation" pattern of W3C webrtc-pc: either side may
 * change anything at any time. A lost path is restored by itself, and what goes wrong is told to `onError`.
 *
 * Before `initialize()` and after `close()` a method throws, or rejects with, an InvalidStateError. The exceptions are
 * `close()`, and the two `handle…` methods, which never reject and after `close()` do nothing.
 */
export class PeerConnectionManager {
  readonly #config: PeerConnectionConfig;
  readonly #environment: PeerEnvironment;
  #connection: Connection | undefined;
  #received: string | undefined;
  #closed = false;

  constructor(config: PeerConnectionConfig, environment: PeerEnvironment = browserEnvironment) {
    this.#config = config;
    this.#environment = environment;
  }

  /** Makes the connection. Call it once, first. */
  initialize(iceServers: RTCIceServer[]): void {
    if (this.#closed) throw closedError();
    if (this.#connection) throw new DOMException("Initialised already.", "InvalidStateError");
    this.#connection = new Connection(this.#config, this.#environment, iceServers);
  }

  /**
   * Sends every track of `stream` to the other side, and owns them from now on. A callee that adds its stream and hands
   * over the caller's offer in the same turn answers with both at once. Resolves once the tracks are in place.
   */
  async addLocalStream(stream: MediaStream): Promise<void> {
    await this.#toChange().media.addStream(stream);
  }

  /**
   * Makes a transceiver of its own for a track, which is owned from now on, or for "audio" or "video": one that has no
   * track yet sends the next of its kind that is added. Source: W3C webrtc-pc, `addTransceiver()`.
   */
  addTransceiver(trackOrKind: MediaStreamTrack | Kind, init: RTCRtpTransceiverInit = {}): RTCRtpTransceiver {
    return this.#toChange().media.addTransceiver(trackOrKind, init);
  }

  /** Stops sending `track` and gives it back, still running. Throws InvalidAccessError when it is not being sent. */
  removeTrack(track: MediaStreamTrack): void {
    this.#toChange().media.removeTrack(track);
  }

  /**
   * Sends `next`, or nothing, where `previous` is being sent or was until it was replaced by null. Nothing is
   * negotiated, and `previous` is given back, still running. Rejects with InvalidAccessError when `previous` is not
   * being sent, and as RTCRtpSender.replaceTrack() does.
   */
  async replaceTrack(previous: MediaStreamTrack, next: MediaStreamTrack | null): Promise<void> {
    await this.#open.media.replaceTrack(previous, next);
  }

  /**
   * Mutes or unmutes all sound that is sent, and whatever microphone is added or put in its place later. Returns
   * whether sound can be heard now: false while no audio track is being sent.
   */
  setAudioEnabled(enabled: boolean): boolean {
    return this.#open.media.setEnabled("audio", enabled);
  }

  /** The same for all video that is sent. */
  setVideoEnabled(enabled: boolean): boolean {
    return this.#open.media.setEnabled("video", enabled);
  }

  /**
   * Takes an offer or answer of the other side; an offer is answered. Resolves when that is done, or was ignored as the
   * pattern demands. Descriptions and candidates must be handed over in the order they were sent in, without waiting.
   * The same description once more, as a restarted server may deliver it, is passed over.
   */
  async handleRemoteDescription(description: RemoteDescription): Promise<void> {
    const connection = this.#receiving;
    if (!connection || description.sdp === this.#received) return;
    this.#received = description.sdp;
    const sdp = withOpusSettings(description.sdp, this.#config.codecs ?? {});
    await connection.receive({ ...description, sdp });
  }

  /** Takes a candidate of the other side; null, or one that is empty, says there are no more. */
  async handleIceCandidate(candidate: IceCandidate | null): Promise<void> {
    await this.#receiving?.receiveCandidate(candidate ?? { candidate: "" });
  }

  /** Looks for new network paths, with fresh credentials; what flows goes on meanwhile. Resolves once it has begun. */
  async restartIce(): Promise<void> {
    await this.#open.restartIce();
  }

  /** What sends: for parameters and tones. Its tracks are changed through this object alone. */
  get senders(): readonly RTCRtpSender[] {
    return this.#open.pc.getSenders();
  }

  /** The servers that candidates are gathered with at the moment. */
  get iceServers(): readonly RTCIceServer[] {
    return this.#open.pc.getConfiguration().iceServers ?? [];
  }

  /** The engine's statistics. Source: W3C webrtc-stats. */
  async getStats(): Promise<RTCStatsReport> {
    const { pc, lifetime } = this.#open;
    return lifetime.until(pc.getStats());
  }

  /**
   * Ends it for good: local and remote tracks, timers, listeners; whatever is under way is given up. With `keepTracks` the
   * local ones go on, for another connection.
   */
  close({ keepTracks = false } = {}): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#connection?.close(keepTracks);
  }

  get #receiving(): Connection | undefined {
    if (this.#connection === undefined && !this.#closed) {
      tell(this.#config.onError, new PeerError("not_initialized", { fatal: true }));
    }
    return this.#closed ? undefined : this.#connection;
  }

  #toChange(): Connection {
    const connection = this.#open;
    connection.negotiator.changed();
    return connection;
  }

  get #open(): Connection {
    if (this.#closed) throw closedError();
    if (this.#connection) return this.#connection;
    throw new DOMException("Not initialised.", "InvalidStateError");
  }
}
