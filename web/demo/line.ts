import {
  createPeerConnection,
  isPolite,
  type PeerConnectionManager,
  type PeerError,
  type SignalingClient,
  type TurnApi,
} from "../src/index.ts";
import type { Negotiated } from "./call-messages.ts";
import type { Call } from "./call-state.ts";
import { capture, CaptureError, type Capture } from "./capture.ts";
import { OutgoingVideo } from "./outgoing-video.ts";
import { RemoteMedia } from "./remote-media.ts";

/** What a line needs of the page. */
export interface LineContext {
  readonly localUserId: string;
  readonly signaling: SignalingClient;
  readonly turnApi: TurnApi;
  readonly onOfferSent: () => void;
  readonly onIce: (state: RTCIceConnectionState) => void;
  readonly onPeerError: (error: PeerError) => void;
  /** The call goes on, with less than was wanted; a sentence. */
  readonly onNote: (sentence: string) => void;
  /** There will be no connection; a sentence. */
  readonly onFailure: (sentence: string) => void;
  readonly onChange: () => void;
}

/** More than one call ever has; whoever sends more before the call is accepted is not calling. */
const MAX_WAITING = 256;

/** The media of one call. Until `connect()` it opens nothing, and only keeps what the other side sends, in order. */
export class Line {
  readonly callId: string;
  readonly remote: RemoteMedia;
  readonly #context: LineContext;
  readonly #waiting: Negotiated[] = [];
  #captured: Promise<Capture> | undefined;
  #manager: PeerConnectionManager | undefined;
  #stream: MediaStream | undefined;
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

  /** Undefined until the devices are open. */
  get video(): OutgoingVideo | undefined {
    return this.#video;
  }

  /** Takes a message of the other side: now, or when the connection has been made. */
  receive(message: Negotiated): void {
    if (this.#manager) handOver(this.#manager, message);
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(message);
  }

  /** Opens the devices, unless `captured` brings them, makes the connection, and replays what has waited. */
  async connect(call: Call, captured: Promise<Capture> = capture(call.video)): Promise<void> {
    this.#captured = captured;
    try {
      const { stream, note } = await captured;
      if (this.#closed) return;
      if (note) this.#context.onNote(note);
      const manager = await this.#createConnection(call.peer);
      if (this.#closed) return manager.close();
      this.#start(manager, stream);
    } catch (error) {
      if (this.#closed) return;
      if (!(error instanceof CaptureError)) console.error(error);
      this.#context.onFailure(error instanceof CaptureError ? error.message : "Reload the page, then try again.");
    }
  }

  /** Nothing before the devices are open. */
  toggleMute(): void {
    if (this.#manager === undefined) return;
    this.#muted = !this.#muted;
    this.#manager.setAudioEnabled(!this.#muted);
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
    for (const track of this.#stream?.getTracks() ?? []) this.#manager?.removeTrack(track);
    this.#captured = this.#video = undefined;
    this.close();
    return captured;
  }

  /** In one turn with the caller's offer, so that one answer carries the media of both sides. */
  #start(manager: PeerConnectionManager, stream: MediaStream): void {
    const { onChange } = this.#context;
    const [camera = null] = stream.getVideoTracks();
    this.#manager = manager;
    this.#stream = stream;
    this.#video = new OutgoingVideo(manager, camera, onChange);
    manager.addLocalStream(stream).catch(() => undefined); // refused only when the call is over already
    for (const message of this.#waiting.splice(0)) handOver(manager, message);
    onChange();
  }

  #createConnection(remoteUserId: string): Promise<PeerConnectionManager> {
    const { localUserId, signaling, turnApi, onOfferSent, onIce, onPeerError } = this.#context;
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
function handOver(manager: PeerConnectionManager, message: Negotiated): void {
  if (message.type === "call-ice-candidate") void manager.handleIceCandidate(message.candidate);
  else if (message.sdp) void manager.handleRemoteDescription({ type: message.type === "call-offer" ? "offer" : "answer", sdp: message.sdp });
}
