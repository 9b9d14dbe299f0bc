import { EarlyMessages, type Negotiated } from "./early-messages.ts";
import type { PeerConnectionManager } from "../peer/peer.ts";
import type { PeerMessage } from "../peer/peer-config.ts";

/** Which connection of a call it is, and what it is made of. */
export interface LinkOptions {
  /** null is the first one of the call. */
  readonly id: string | null;
  /** This side makes the first offer; else nothing is sent before the other side's has come. */
  readonly offers: boolean;
  /** Makes the connection itself. Its messages go out through `send`. */
  readonly create: (send: (message: PeerMessage) => void) => Promise<PeerConnectionManager>;
  readonly send: (message: PeerMessage) => void;
}

/** One connection of a call. A reload makes another one, of a new id, in which the same call goes on. */
export class Link {
  readonly #options: LinkOptions;
  readonly #early = new EarlyMessages();
  #manager: PeerConnectionManager | undefined;
  #streams: readonly MediaStream[] | undefined;
  #started = false;
  #closed = false;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  /** The connection, while there is one. */
  get manager(): PeerConnectionManager | undefined {
    return this.#closed ? undefined : this.#manager;
  }

  /** Makes the connection. Until then it opens nothing, and only keeps what the other side sends. */
  async connect(): Promise<void> {
    const { id, create, send } = this.#options;
    const manager = await create((message) => send({ ...message, connectionId: id }));
    if (this.#closed) return manager.close();
    this.#manager = manager;
    this.#start();
  }

  /** The devices are open: this is sent from now on. */
  sendMedia(streams: readonly MediaStream[]): void {
    this.#streams = streams;
    this.#start();
  }

  /** Takes a message of the other side: now, or when the connection takes part. */
  receive(message: Negotiated): void {
    if (this.#started) return this.#handOver(message);
    this.#early.put(message);
    this.#start();
  }

  /** Sends another track in the place of one, or one more, or one less. */
  async put(previous: MediaStreamTrack | null, next: MediaStreamTrack | null, stream: MediaStream): Promise<void> {
    const manager = this.#started ? this.manager : undefined;
    try {
      if (previous && next) await manager?.replaceTrack(previous, next);
      else if (next) await manager?.addLocalStream(stream);
      else if (previous) manager?.removeTrack(previous);
    } catch {
      return; // refused only when the connection is over already
    }
  }

  /** Ends the connection. The tracks that were sent go on. */
  close(): void {
    this.#closed = true;
    this.#manager?.close({ keepTracks: true });
  }

  /** Once all is there: in one turn with the other side's offer, so that one answer carries the media of both. */
  #start(): void {
    const manager = this.manager;
    if (this.#started || !manager || !this.#streams || !(this.#options.offers || this.#early.described)) return;
    this.#started = true;
    const tracks = this.#streams.flatMap((stream) => stream.getTracks());
    if (tracks.length === 0 && this.#options.offers) manager.addTransceiver("audio", { direction: "recvonly" });
    for (const stream of this.#streams) void this.put(null, stream.getTracks()[0] ?? null, stream);
    for (const message of this.#early.takeAll()) this.#handOver(message);
  }

  /** Never waits: the manager keeps the order itself. */
  #handOver(message: Negotiated): void {
    const type = message.type === "call-offer" ? "offer" : "answer";
    if (message.type === "call-ice-candidate") void this.#manager?.handleIceCandidate(message.candidate);
    else if (message.sdp) void this.#manager?.handleRemoteDescription({ type, sdp: message.sdp });
  }
}
