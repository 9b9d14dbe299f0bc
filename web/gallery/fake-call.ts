import type { Call, CallSnapshot, MediaState, Streams, Wanted } from "../src/index.ts";
import { portrait, sharedScreen } from "./pictures.ts";

/** What a call needs of the client that it belongs to. */
export interface Board {
  snapshotOf(callId: string): CallSnapshot;
  change(callId: string, change: Partial<CallSnapshot>): void;
  dismiss(callId: string): void;
}

/** A call that is only its snapshot: what it is told, it shows at once. */
export class FakeCall implements Pick<Call, keyof Call> {
  readonly ended = new Promise<never>(() => undefined);
  readonly callId: string;
  readonly #board: Board;
  #own: Streams | undefined;
  #remote: Streams | undefined;

  constructor(callId: string, board: Board) {
    this.callId = callId;
    this.#board = board;
  }

  get snapshot(): CallSnapshot {
    return this.#board.snapshotOf(this.callId);
  }

  get userId(): string {
    return this.snapshot.userId;
  }

  get own(): Streams {
    const { own } = this.snapshot;
    return (this.#own ??= { stream: portrait(160), screen: own.screen === null ? null : sharedScreen() });
  }

  get remote(): Streams {
    const { received } = this.snapshot;
    return (this.#remote ??= { stream: portrait(210), screen: received.screen ? sharedScreen() : null });
  }

  accept({ video = this.snapshot.withVideo }: Wanted = {}): void {
    this.#change({ phase: "connected", connectedAt: performance.now(), received: { audio: true, video, screen: false } });
    this.#does({ video });
  }

  reject(): void {
    this.#change({ phase: "ended", reason: "declined", endedAt: performance.now() });
  }

  hangup(): void {
    this.#change({ phase: "ended", reason: "completed", endedAt: performance.now() });
  }

  mute(on: boolean): void {
    this.#does({ audio: !on });
  }

  async camera(on: boolean): Promise<void> {
    this.#does({ video: on });
  }

  showAt(height: number | null): void {
    this.#does({ shownHeight: height });
  }

  async shareScreen(): Promise<boolean> {
    this.#own = { stream: this.own.stream, screen: sharedScreen() };
    this.#does({ screen: "screen" });
    return true;
  }

  stopSharing(): void {
    this.#own = { stream: this.own.stream, screen: null };
    this.#does({ screen: null });
  }

  hold(): void {
    this.#does({ hold: true });
  }

  resume(): void {
    this.#does({ hold: false });
  }

  async switchTo(): Promise<void> {
    return;
  }

  sendDtmf(): void {
    return;
  }

  async getStats(): Promise<RTCStatsReport> {
    return new Map() as unknown as RTCStatsReport;
  }

  async explain(): ReturnType<Call["explain"]> {
    throw new DOMException("There is no connection here.", "InvalidStateError");
  }

  dismiss(): void {
    this.#board.dismiss(this.callId);
  }

  #does(change: Partial<MediaState>): void {
    this.#change({ own: { ...this.snapshot.own, ...change } });
  }

  #change(change: Partial<CallSnapshot>): void {
    this.#board.change(this.callId, change);
  }
}
