import { fakeTrack } from "../peer/fake-media.ts";

type Direction = RTCRtpTransceiverDirection;

/** What the world shows of a transceiver. */
export interface Snapshot {
  readonly id: number;
  readonly kind: "audio" | "video";
  readonly mid: string | null;
  readonly direction: Direction;
  readonly currentDirection: Direction | null;
  readonly track: string | null;
}

/** What a transceiver needs of its connection. */
interface Owner {
  now(): number;
  know(track: MediaStreamTrack): void;
  track(id: string | null): MediaStreamTrack | null;
  ask(command: string, ...values: unknown[]): void;
  operate(name: string, argument: unknown): Promise<unknown>;
}

const DIRECTIONS: readonly Direction[] = ["inactive", "sendonly", "recvonly", "sendrecv"];

/** A transceiver with its sender and receiver, as the world last showed it. */
export class ProxyTransceiver {
  readonly receiver: { track: MediaStreamTrack };
  readonly sender = this;
  snapshot: Snapshot;
  readonly #owner: Owner;

  constructor(snapshot: Snapshot, owner: Owner) {
    this.snapshot = snapshot;
    this.#owner = owner;
    this.receiver = { track: fakeTrack(snapshot.kind) };
  }

  get currentDirection(): Direction | null {
    return this.snapshot.currentDirection;
  }

  get direction(): Direction {
    return this.snapshot.direction;
  }

  set direction(direction: Direction) {
    this.#owner.ask("set_direction", this.snapshot.id, DIRECTIONS.indexOf(direction));
  }

  get track(): MediaStreamTrack | null {
    return this.#owner.track(this.snapshot.track);
  }

  setStreams(...streams: MediaStream[]): void {
    this.#owner.ask("set_streams", this.snapshot.id, streams.map(({ id }) => id));
  }

  replaceTrack(track: MediaStreamTrack | null): Promise<unknown> {
    if (track) this.#owner.know(track);
    return this.#owner.operate("replace_track", [this.snapshot.id, track?.id ?? null]);
  }

  /** Packets leave all the time. */
  getStats = async (): Promise<Map<string, unknown>> =>
    new Map([["out", { type: "outbound-rtp", packetsSent: 1 + this.#owner.now() }]]);
}
