import { PeerConnectionManager } from "../../src/peer/peer.ts";
import type { PeerEnvironment, PeerMessage } from "../../src/peer/peer-config.ts";
import type { Cancel } from "../../src/clock.ts";
import { ProxyConnection, type World } from "./explorer-connection.ts";
import { fakeStream, FakeTrack } from "../peer/fake-media.ts";

type Stimulus = readonly [name: string, ...values: never[]];
type TrackName = readonly [id: string | null, kind: "audio" | "video"];

/** One manager of one schedule: takes stimuli, and tells the world what it does. */
export class ExplorerSide {
  readonly #world: World;
  readonly #connection: ProxyConnection;
  readonly #manager: PeerConnectionManager;
  readonly #timers = new Map<number, () => void>();
  readonly #refreshing = new Map<number, () => void>();
  readonly #tracks = new Map<string, MediaStreamTrack>();
  readonly #networkListeners = new Set<() => void>();
  #numbers = 0;

  constructor(world: World, polite: boolean) {
    this.#world = world;
    this.#connection = new ProxyConnection(world);
    const environment: PeerEnvironment = {
      clock: { now: () => world.now(), after: (delay, task) => this.#after(delay, task) },
      createConnection: () => this.#connection as unknown as RTCPeerConnection,
      onNetworkChange: (listener) => {
        this.#networkListeners.add(listener);
        return () => this.#networkListeners.delete(listener);
      },
    };
    const config = {
      polite,
      callId: "call",
      remoteUserId: "them",
      signaling: { send: (message: PeerMessage) => this.#send(message) },
      onTrack: () => world.tell("tell", "a track"),
      onIceConnectionStateChange: (state: string) => world.tell("tell", state),
      onError: ({ code, fatal }: { code: string; fatal: boolean }) => world.tell("report", code, fatal),
      refreshIceServers: () => this.#refresh(),
    };
    this.#manager = new PeerConnectionManager(config, environment);
    this.#manager.initialize([]);
  }

  take([name, ...values]: Stimulus): void {
    const takers: Record<string, (...values: never[]) => void> = {
      state: (changes: object) => this.#connection.become(changes as never),
      event: (name: string, payload: unknown) => this.#connection.happens(name, payload),
      settled: (number: number, error: string | null, value: unknown) =>
        this.#connection.settled(number, error, value),
      timer: (number: number) => this.#timers.get(number)?.(),
      call: (number: number, method: string, values: unknown[]) => this.#call(number, method, values),
      receive: (number: number, kind: string, payload: never) =>
        this.#settle(number, () => this.#receive(kind, payload)),
      network: () => this.#networkListeners.forEach((listener) => listener()),
      refreshed: (number: number) => this.#refreshing.get(number)?.(),
      count: () => this.#world.tell("listeners", this.#connection.listening + this.#networkListeners.size),
    };
    takers[name]?.(...values);
  }

  #call(number: number, method: string, values: unknown[]): void {
    const tracks = (values as TrackName[]).map(([id, kind]) => (id === null ? kind : this.#track(id, kind)));
    const [first, second] = tracks as [MediaStreamTrack, MediaStreamTrack];
    const manager = this.#manager;
    const calls: Record<string, () => unknown> = {
      addLocalStream: () => manager.addLocalStream(Object.assign(fakeStream(first), { id: "stream" })),
      addTransceiver: () => manager.addTransceiver(first, { streams: [Object.assign(fakeStream(), { id: "stream" })] }),
      removeTrack: () => manager.removeTrack(first),
      replaceTrack: () => manager.replaceTrack(first, second),
      restartIce: () => manager.restartIce(),
      close: () => manager.close(),
    };
    this.#settle(number, async () => calls[method]?.());
  }

  #settle(number: number, call: () => Promise<unknown>): void {
    call().then(
      () => this.#world.tell("done", number, null),
      (error: Error) => this.#world.tell("done", number, error.name),
    );
  }

  #receive(kind: string, payload: never): Promise<void> {
    if (kind === "candidate") return this.#manager.handleIceCandidate(payload);
    return this.#manager.handleRemoteDescription({ type: kind as "offer", sdp: payload });
  }

  #send(message: PeerMessage): void {
    if (message.type === "call-ice-candidate") this.#world.tell("send", "candidate", message.candidate);
    else this.#world.tell("send", message.type === "call-offer" ? "offer" : "answer", message.sdp);
  }

  #after(delay: number, task: () => void): Cancel {
    const number = (this.#numbers += 1);
    this.#timers.set(number, () => {
      this.#timers.delete(number);
      task();
    });
    this.#world.tell("after", number, delay);
    return () => {
      if (this.#timers.delete(number)) this.#world.tell("cancel", number);
    };
  }

  #refresh(): Promise<RTCIceServer[]> {
    const number = (this.#numbers += 1);
    this.#world.tell("refresh", number);
    return new Promise((resolve) => this.#refreshing.set(number, () => resolve([])));
  }

  #track(id: string, kind: "audio" | "video"): MediaStreamTrack {
    const track = this.#tracks.get(id) ?? (Object.assign(new FakeTrack(kind), { id }) as unknown as MediaStreamTrack);
    this.#tracks.set(id, track);
    return track;
  }
}
