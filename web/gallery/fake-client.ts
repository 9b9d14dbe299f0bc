import {
  CallError,
  SettingsStore,
  type Call,
  type CallClient,
  type CallHistory,
  type CallRecord,
  type CallSnapshot,
  type HistoryQuery,
  type Settings,
  type Snapshot,
} from "../src/index.ts";
import { FakeCall } from "./fake-call.ts";
import { DESK, FakeDevices, type Machine } from "./fake-devices.ts";
import { recorded, type Asked } from "./recorded.ts";
import { aliceWith, callWith } from "./snapshots.ts";

/** What a client is made to show. */
export interface Scene {
  readonly snapshot?: Partial<Snapshot>;
  readonly history?: readonly CallRecord[] | "fails" | "never";
  readonly machine?: Partial<Machine>;
  readonly settings?: Partial<Settings>;
}

const SILENT = { ring() {}, ringback() {}, ended() {}, failed() {}, test() {}, close() {} };
const PAGE = 8;

/** A client without a server: its store holds what the scene says, and commands change that at once. */
export class FakeClient implements Pick<CallClient, keyof CallClient> {
  /** What was asked of it and of its calls: the name of the method, and the arguments. */
  readonly asked: Asked[] = [];
  readonly #scene: Scene;
  readonly #listeners = new Set<() => void>();
  readonly #calls = new Map<string, Call>();
  #snapshot: Snapshot;
  readonly settings = new SettingsStore({ load: () => null, save: () => undefined });
  readonly devices;
  readonly sounds = SILENT as unknown as CallClient["sounds"];
  readonly store = {
    getSnapshot: () => this.#snapshot,
    subscribe: (listener: () => void) => {
      this.#listeners.add(listener);
      return () => void this.#listeners.delete(listener);
    },
  };

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#snapshot = aliceWith(scene.snapshot);
    this.devices = new FakeDevices({ ...DESK, ...scene.machine }) as unknown as CallClient["devices"];
    this.settings.set(scene.settings ?? {});
  }

  get calls(): readonly Call[] {
    return this.#snapshot.calls.map(({ callId }) => this.#callOf(callId));
  }

  get incoming(): readonly Call[] {
    return this.calls.filter(({ snapshot }) => snapshot.direction === "incoming" && snapshot.phase === "ringing");
  }

  async connect(): Promise<string> {
    return this.#snapshot.userId ?? "";
  }

  call(userId: string, { video = false } = {}): Call {
    if (this.#snapshot.calls.some(({ phase }) => phase !== "ended")) throw new CallError("in_call");
    const callId = crypto.randomUUID();
    const call = callWith({ callId, userId, withVideo: video, phase: "ringing", connectedAt: null, quality: null });
    this.put({ calls: [{ ...call, received: { audio: false, video: false, screen: false } }] });
    return this.#callOf(callId);
  }

  onIncoming(): () => void {
    return () => undefined;
  }

  watchPresence(): void {
    return;
  }

  async history({ missed, cursor }: HistoryQuery = {}): Promise<CallHistory> {
    const { history = [] } = this.#scene;
    if (history === "fails") throw new CallError("store_unavailable");
    if (history === "never") return new Promise(() => undefined);
    const wanted = history.filter((call) => !missed || call.missed);
    const first = Number(cursor ?? 0);
    const next = first + PAGE;
    return { calls: wanted.slice(first, next), nextCursor: next < wanted.length ? String(next) : null };
  }

  report(): void {
    return;
  }

  dismissNote(): void {
    this.put({ note: null });
  }

  close(): void {
    this.put({ connection: "closed" });
  }

  snapshotOf(callId: string): CallSnapshot {
    return this.#snapshot.calls.find((call) => call.callId === callId) ?? callWith({ callId, phase: "ended" });
  }

  change(callId: string, change: Partial<CallSnapshot>): void {
    this.put({ calls: this.#snapshot.calls.map((call) => (call.callId === callId ? { ...call, ...change } : call)) });
  }

  dismiss(callId: string): void {
    this.put({ calls: this.#snapshot.calls.filter((call) => call.callId !== callId) });
  }

  /** The store says something else. */
  put(change: Partial<Snapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of [...this.#listeners]) listener();
  }

  /** Another call comes in. */
  ring(userId: string, different: Partial<CallSnapshot> = {}): string {
    const callId = different.callId ?? crypto.randomUUID();
    const received = { audio: false, video: false, screen: false };
    const ringing = { direction: "incoming", phase: "ringing", connectedAt: null, quality: null, received } as const;
    this.put({ calls: [...this.#snapshot.calls, callWith({ callId, userId, ...ringing, ...different })] });
    return callId;
  }

  /** The same call for as long as it is there. */
  #callOf(callId: string): Call {
    const call = this.#calls.get(callId) ?? recorded(new FakeCall(callId, this) as unknown as Call, this.asked);
    this.#calls.set(callId, call);
    return call;
  }
}

/** As the elements take it: the real one has private fields that no other class can have. */
export function asClient(client: FakeClient): CallClient {
  return recorded(client as unknown as CallClient, client.asked);
}
