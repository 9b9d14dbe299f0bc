import type { TestContext } from "node:test";
import { CallClient } from "../../src/call/call-client.ts";
import type { Call } from "../../src/call/call.ts";
import type { CallClientConfig } from "../../src/call/call-client-config.ts";
import type { CallEnvironment } from "../../src/call/call-environment.ts";
import type { CallSnapshot } from "../../src/call/state.ts";
import { Exchange } from "./exchange.ts";
import { fakeDevices, FakeOwnMedia, FakeSounds, FakeSpeaker, FakeStream } from "./fake-media.ts";
import { FakePeerConnection } from "../peer/fake-peer-connection.ts";
import { FakeWebSocket } from "../signaling/fake-web-socket.ts";
import { answerFetch } from "../fetch-double.ts";
import { settle, VirtualClock } from "../virtual-clock.ts";

let ids = 0;

/** One page of a user, on an exchange: everything it takes from the browser belongs to the test. */
export class Page {
  readonly clock: VirtualClock;
  readonly client: CallClient;
  readonly connections: FakePeerConnection[] = [];
  readonly captured: FakeOwnMedia[] = [];
  readonly sounds = new FakeSounds();
  readonly speaker = new FakeSpeaker();
  readonly rung: Call[] = [];
  /** What happens to each capture before it opens. */
  onCapture: (media: FakeOwnMedia) => void = () => undefined;

  constructor(readonly user: string, exchange: Exchange, config: Partial<CallClientConfig> = {}, clock = new VirtualClock()) {
    this.clock = clock;
    const environment: CallEnvironment = {
      clock,
      signaling: {
        clock,
        random: () => 0,
        randomId: () => `${user}${String((ids += 1)).padStart(4, "0")}`,
        onNetworkChange: () => () => undefined,
        createSocket: (url, protocols) => {
          const socket = new FakeWebSocket(url, protocols);
          exchange.serve(user, socket);
          return socket as unknown as WebSocket;
        },
      },
      peer: {
        clock,
        onNetworkChange: () => () => undefined,
        createConnection: (configuration) => {
          const pc = new FakePeerConnection(`${user}${this.connections.length}-`, configuration);
          this.connections.push(pc);
          return pc.engine;
        },
      },
      createDevices: () => fakeDevices,
      createOwnMedia: (own) => {
        const media = new FakeOwnMedia(own);
        this.onCapture(media);
        this.captured.push(media);
        return media.media;
      },
      createSounds: () => this.sounds.sounds,
      createSpeaker: () => this.speaker.speaker,
      createStream: () => new FakeStream().stream,
    };
    const storage = { load: () => ({ opusFec: false }), save: () => undefined }; // this engine has no codecs to choose from
    this.client = new CallClient({ url: "https://calls.example", getToken: () => user, storage, ...config }, environment);
    this.client.onIncoming((call) => this.rung.push(call));
    void this.client.connect();
  }

  /** The latest connection. */
  get pc(): FakePeerConnection {
    return this.connections.at(-1)!;
  }

  get call(): Call {
    return this.client.calls.at(-1)!;
  }

  get snapshot(): CallSnapshot {
    return this.client.store.getSnapshot().calls.at(-1)!;
  }

  get phases(): string[] {
    return this.client.store.getSnapshot().calls.map(({ phase, reason }) => reason ?? phase);
  }

  /** A path is found, or lost. */
  ice(state: RTCIceConnectionState): void {
    this.pc.changeIce(state);
  }
}

/** Two users on one exchange, and time that passes for both. */
export class Pair {
  readonly exchange = new Exchange();
  readonly clock = new VirtualClock();
  ann: Page;
  bob: Page;

  private constructor(readonly config: Partial<CallClientConfig>) {
    this.ann = new Page("ann", this.exchange, config, this.clock);
    this.bob = new Page("bob", this.exchange, config, this.clock);
  }

  static async of(context: TestContext, config: Partial<CallClientConfig> = {}): Promise<Pair> {
    const turn = { username: "1:a", password: "b", ttl: 60, uris: ["turn:turn.example"] };
    answerFetch(context, () => Response.json(turn));
    const pair = new Pair(config);
    await rest();
    return pair;
  }

  /** Ann calls bob, and they come to talk. */
  async talk(video = false): Promise<this> {
    this.ann.client.call("bob", { video });
    await rest();
    this.bob.call.accept();
    await rest();
    await this.connect();
    return this;
  }

  /** Both find a path. */
  async connect(): Promise<void> {
    this.ann.ice("connected");
    this.bob.ice("connected");
    await rest();
  }

  /** The page of a user is loaded again: what it was is gone without a word. */
  reload(user: "ann" | "bob"): void {
    this.exchange.leave(user);
    this[user] = new Page(user, this.exchange, this.config, this.clock);
  }
}

/** Lets everything under way come to rest. */
export async function rest(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) await settle();
}
