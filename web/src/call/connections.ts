import type { CallContext } from "./call-context.ts";
import type { Negotiated } from "./early-messages.ts";
import { Evidence } from "./evidence.ts";
import { Link } from "./link.ts";
import { Rejoining } from "./rejoining.ts";
import { createPeerConnection } from "../peer/create-peer-connection.ts";
import type { PeerConnectionManager } from "../peer/peer.ts";
import type { PeerMessage } from "../peer/peer-config.ts";
import type { PeerError } from "../peer/peer-errors.ts";
import type { Explanation } from "../quality/explain.ts";

/** How long the other side may take to follow, in milliseconds: it may be on its way back, too. */
const PATIENCE_MS = 35_000;

export interface ConnectionsOptions {
  readonly context: CallContext;
  readonly userId: string;
  readonly callId: () => string;
  readonly polite: () => boolean;
  readonly send: (message: PeerMessage) => void;
  readonly onTrack: (track: MediaStreamTrack, streams: readonly MediaStream[]) => void;
  readonly onIce: (state: RTCIceConnectionState) => void;
  readonly onError: (error: PeerError) => void;
  /** Everything that came by the last connection is gone, and another one is made. */
  readonly onReplaced: () => void;
  /** The other side has not followed in time, or cannot be followed. */
  readonly onUnanswered: () => void;
}

/** The connections of one call: one at a time, and another one after a reload of either side. */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #evidence = new Evidence();
  readonly #rejoining = new Rejoining();
  #link: Link;
  #connecting = false;
  #streams: (() => readonly MediaStream[]) | undefined;

  /** `rejoins`: the first one here is not the first one of the call. `offers`: this side makes the first offer in it. */
  constructor(options: ConnectionsOptions, { rejoins = false, offers = false }) {
    this.#options = options;
    if (rejoins) this.#begin();
    this.#link = this.#create(offers);
  }

  /** Whether this side has rejoined the call, and the other one has not followed yet. */
  get rejoining(): boolean {
    return this.#rejoining.pending;
  }

  /** What manages the present one, once it is made. */
  get manager(): PeerConnectionManager | undefined {
    return this.#link.manager;
  }

  /** Makes the connection; rejects when the engine makes none. Until then what the other side sends is only kept. */
  async connect(): Promise<void> {
    this.#connecting = true;
    await this.#link.connect();
  }

  /** The devices are open: sends `streams`, as they are when a connection begins. */
  sendMedia(streams: () => readonly MediaStream[]): void {
    this.#streams = streams;
    this.#link.sendMedia(streams());
  }

  /** Sends another track in the place of one, or one more, or one less. */
  put(...change: Parameters<Link["put"]>): void {
    void this.#link.put(...change);
  }

  /** Takes a message of the other side. A late one, of a connection before, is passed over. */
  receive(message: Negotiated): void {
    const verdict = this.#rejoining.heard(message, this.#options.polite());
    if (verdict === "begin") this.rejoin();
    if (verdict === "follow") this.#become(this.#create(false));
    if (verdict === "take" || verdict === "follow") this.#link.receive(message);
  }

  /** Makes another connection, and offers in it. */
  rejoin(): void {
    this.#begin();
    this.#become(this.#create(true));
  }

  /** The call goes on as another one, in which the other side makes the first offer. */
  startAnew(): void {
    this.#become(this.#create(false));
  }

  /** Explains the present connection, or the last one that there was. */
  async explain(): Promise<Explanation> {
    await this.#evidence.take(this.manager);
    return this.#evidence.explain();
  }

  /** Ends it; the tracks that were sent go on. */
  close(): void {
    this.#link.close();
  }

  #become(link: Link): void {
    this.#link.close();
    this.#link = link;
    this.#options.onReplaced();
    if (this.#connecting) link.connect().catch(this.#options.onUnanswered);
    if (this.#streams) link.sendMedia(this.#streams());
  }

  #begin(): void {
    const id = this.#options.context.environment.signaling.randomId();
    this.#rejoining.begin(id);
    this.#options.context.lifetime.after(PATIENCE_MS, () => {
      if (this.rejoining && this.#rejoining.current === id) this.#options.onUnanswered();
    });
  }

  #create(offers: boolean): Link {
    const { context, userId, callId, polite, send, onTrack, onIce } = this.#options;
    const { config: { iceTransportPolicy = "all", fallbackStun }, environment, settings, turnApi } = context;
    const create = (carry: (message: PeerMessage) => void): Promise<PeerConnectionManager> =>
      createPeerConnection(
        {
          polite,
          callId: callId(),
          remoteUserId: userId,
          turnApi,
          iceTransportPolicy,
          codecs: settings.get(),
          ...(fallbackStun && { fallbackStun }),
          signaling: { send: carry },
          onTrack,
          onIceConnectionStateChange: onIce,
          onError: (error) => void this.#failed(error),
        },
        environment.peer,
      );
    return new Link({ id: this.#rejoining.current, offers, send, create });
  }

  /** Looks at the connection before its end is told. One that has worked, and fails over a working path, is replaced. */
  async #failed(error: PeerError): Promise<void> {
    const { manager } = this;
    this.#evidence.add(error);
    await this.#evidence.take(manager);
    const broken = error.code === "dtls_failed" && error.reason === "connected";
    if (manager === this.manager) broken ? this.rejoin() : this.#options.onError(error);
  }
}
