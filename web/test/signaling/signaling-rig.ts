import assert from "node:assert/strict";
import type { ServerMessage } from "../../src/messages.gen.ts";
import { SignalingClient } from "../../src/signaling/signaling.ts";
import type { SignalingConfig, SignalingError, SignalingState } from "../../src/signaling/signaling-config.ts";
import { FakeWebSocket } from "./fake-web-socket.ts";
import { settle, VirtualClock } from "../virtual-clock.ts";

/** A client whose sockets, tokens and time belong to the test. */
export class SignalingRig {
  readonly clock = new VirtualClock();
  readonly sockets: FakeWebSocket[] = [];
  readonly asked: boolean[] = [];
  readonly states: SignalingState[] = [];
  readonly errors: (SignalingError | undefined)[] = [];
  readonly heard: ServerMessage[] = [];
  readonly client: SignalingClient;
  ids = 0;
  networkListeners = 0;
  changeNetwork: () => void = () => undefined;
  token: () => Promise<string> | string = () => `token${this.asked.length}`;
  refusal: Error | undefined;
  onSocket: (socket: FakeWebSocket) => void = () => undefined;

  constructor(config: Partial<SignalingConfig> = {}) {
    const getToken = ({ refresh }: { refresh: boolean }): Promise<string> | string => {
      this.asked.push(refresh);
      return this.token();
    };
    this.client = new SignalingClient(
      { url: "wss://calls.example/ws", getToken, ...config },
      {
        clock: this.clock,
        createSocket: (url, protocols) => this.#open(url, protocols),
        random: () => 0,
        randomId: () => `id${(this.ids += 1)}`,
        onNetworkChange: (listener) => {
          this.networkListeners += 1;
          this.changeNetwork = listener;
          return () => (this.networkListeners -= 1);
        },
      },
    );
    this.client.onMessage("*", (message) => void this.heard.push(message));
    this.client.onStateChange((state, error) => {
      this.states.push(state);
      this.errors.push(error);
    });
  }

  get socket(): FakeWebSocket {
    const socket = this.sockets.at(-1);
    assert.ok(socket, "no socket was opened");
    return socket;
  }

  /** Connects and is welcomed. */
  async connected(tokenExpiresInMs: number | null = null): Promise<this> {
    const connecting = this.client.connect();
    await settle();
    this.socket.welcome(tokenExpiresInMs);
    await connecting;
    return this;
  }

  #open(url: string, protocols: string[]): WebSocket {
    if (this.refusal) throw this.refusal;
    const socket = new FakeWebSocket(url, protocols);
    this.sockets.push(socket);
    this.onSocket(socket);
    return socket as unknown as WebSocket;
  }
}

/** The moments (ms) at which sockets were opened while each was dropped at once. */
export async function attempts(rig: SignalingRig, count: number): Promise<number[]> {
  const moments: number[] = [];
  while (moments.length < count) {
    await rig.clock.advance(0);
    if (rig.sockets.length > moments.length) {
      moments.push(rig.clock.now());
      rig.socket.drop();
    } else {
      await rig.clock.advance(100);
    }
  }
  return moments;
}
