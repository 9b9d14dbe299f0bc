import { createPeerConnection, isPolite, type PeerConnectionManager } from "../src/index.ts";
import type { Negotiated } from "./call-messages.ts";
import type { Call } from "./call-state.ts";
import { capture, CaptureError, type Capture } from "./capture.ts";
import { EarlyMessages } from "./early-messages.ts";
import type { LineContext } from "./line-context.ts";
import { OutgoingVideo } from "./outgoing-video.ts";
import { RemoteMedia } from "./remote-media.ts";

/** How a line is opened. */
export interface Opening {
  /** This side makes the first offer; else nothing is sent before the other side's has come. */
  readonly offers: boolean;
  /** Devices that are open, or being opened, already. */
  readonly captured?: Promise<Capture> | undefined;
}

/** The media of one call. Until `connect()` it opens nothing, and only keeps what the other side sends, in order. */
export class Line {
  readonly callId: string;
  readonly remote: RemoteMedia;
  readonly #context: LineContext;
  readonly #early = new EarlyMessages();
  #captured: Promise<Capture> | undefined;
  #manager: PeerConnectionManager | undefined;
  #stream: MediaStream | undefined;
  #offers = false;
  #video: OutgoingVideo | undefined;
  #muted = false;
  #closed = false;

  constructor(callId: string, context: LineContext) {
    this.callId = callId;
    this.#context = context;
    this.remote = new RemoteMedia(context.onChange);
  }

  get muted(): boolean {
    return this.#muted;
  }

  /** Undefined until the connection takes part. */
  get video(): OutgoingVideo | undefined {
    return this.#video;
  }

  /** Takes a message of the other side: now, or when the connection takes part. */
  receive(message: Negotiated): void {
    if (this.#video) return handOver(this.#manager, message);
    this.#early.put(message);
    this.#start();
  }

  /** Opens the devices, makes the connection, and replays what has waited. */
  async connect(call: Call, { offers, captured = capture(call.video) }: Opening): Promise<void> {
    this.#captured = captured;
    this.#offers = offers;
    try {
      const { stream, note } = await captured;
      if (this.#closed) return;
      if (note) this.#context.onNote(note);
      const manager = await this.#createConnection(call.peer);
      if (this.#closed) return manager.close();
      this.#manager = manager;
      this.#stream = stream;
      this.#start();
    } catch (error) {
      if (this.#closed) return;
      if (!(error instanceof CaptureError)) console.error(error);
      this.#context.onFailure(error instanceof CaptureError ? error.message : "Reload the page, then try again.");
    }
  }

  /** Nothing before the devices are open. */
  toggleMute(): void {
    if (this.#video === undefined) return;
    this.#muted = !this.#muted;
    this.#manager?.setAudioEnabled(!this.#muted);
    this.#context.onChange();
  }

  /** Ends everything, devices included. */
  close(): void {
    this.#closed = true;
    this.#video?.close();
    this.#manager?.close();
    this.#captured?.then(({ stream }) => stream.getTracks().forEach((track) => track.stop())).catch(() => undefined);
  }

  /** Ends the connection and gives back the devices, still open or being opened: `close()` no longer stops them. */
  release(): Promise<Capture> | undefined {
    const captured = this.#captured;
    for (const track of (this.#video && this.#stream?.getTracks()) ?? []) this.#manager?.removeTrack(track);
    this.#captured = this.#video = undefined;
    this.close();
    return captured;
  }

  /** Once all is there: in one turn with the other side's offer, so that one answer carries the media of both. */
  #start(): void {
    const { onChange } = this.#context;
    if (!this.#manager || !this.#stream || !(this.#offers || this.#early.described)) return;
    const [camera = null] = this.#stream.getVideoTracks();
    this.#video = new OutgoingVideo(this.#manager, camera, onChange);
    this.#manager.addLocalStream(this.#stream).catch(() => undefined); // refused only when the call is over already
    for (const message of this.#early.takeAll()) handOver(this.#manager, message);
    onChange();
  }

  #createConnection(remoteUserId: string): Promise<PeerConnectionManager> {
    const { userId: localUserId, signaling, turnApi, onOfferSent, onIce, onPeerError } = this.#context;
    return createPeerConnection({
      polite: isPolite({ localUserId, remoteUserId }),
      callId: this.callId,
      remoteUserId,
      turnApi,
      signaling: {
        send(message) {
          signaling.send(message);
          if (message.type === "call-offer") onOfferSent();
        },
      },
      onTrack: (track, streams) => this.remote.add(track, streams),
      onIceConnectionStateChange: onIce,
      onError: onPeerError,
    });
  }
}

/** Never waits: the manager keeps the order itself. */
function handOver(manager: PeerConnectionManager | undefined, message: Negotiated): void {
  if (message.type === "call-ice-candidate") void manager?.handleIceCandidate(message.candidate);
  else if (message.sdp) void manager?.handleRemoteDescription({ type: message.type === "call-offer" ? "offer" : "answer", sdp: message.sdp });
}
