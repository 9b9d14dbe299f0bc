import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallHangup, ServerMessage } from "../src/messages.gen.ts";
import { SignalingClient } from "../src/signaling.ts";
import type { SignalingConfig, SignalingError, SignalingState } from "../src/signaling-config.ts";
import { FakeWebSocket } from "./fake-web-socket.ts";
import { settle, VirtualClock } from "./virtual-clock.ts";

const hangup = (callId: string): CallHangup => ({ type: "call-hangup", recipientId: "bob", callId });

/** A client whose sockets, tokens and time belong to the test. */
class Rig {
  readonly clock = new VirtualClock();
  readonly sockets: FakeWebSocket[] = [];
  readonly asked: boolean[] = [];
  readonly states: SignalingState[] = [];
  readonly errors: (SignalingError | undefined)[] = [];
  readonly heard: ServerMessage[] = [];
  readonly client: SignalingClient;
  networkListeners = 0;
  changeNetwork: () => void = () => undefined;
  token: () => Promise<string> | string = () => `token${this.asked.length}`;
  refusal: Error | undefined;

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
    return socket as unknown as WebSocket;
  }
}

test("the token travels as a sub-protocol, and hello comes first", async () => {
  const rig = new Rig({ presence: true });
  rig.client.send(hangup("waits"));
  const connecting = rig.client.connect();
  await settle();
  assert.equal(rig.socket.url, "wss://calls.example/ws");
  assert.deepEqual(rig.socket.protocols, ["ringback", "token1"]);
  assert.deepEqual(rig.socket.sent, []);
  rig.socket.welcome();
  assert.deepEqual(rig.socket.sent, [{ type: "hello", presence: true }, hangup("waits")]);
  assert.equal((await connecting).userId, "ann");
  assert.equal(rig.client.userId, "ann");
  assert.deepEqual(rig.states, ["connecting", "open"]);
});

test("a token that cannot be a sub-protocol travels in the hello", async () => {
  const rig = new Rig();
  rig.token = () => "a/b=";
  void rig.client.connect();
  await settle();
  rig.socket.open();
  assert.deepEqual(rig.socket.protocols, ["ringback"]);
  assert.deepEqual(rig.socket.sent, [{ type: "hello", presence: false, token: "a/b=" }]);
});

test("connecting twice is connecting once", async () => {
  const rig = new Rig();
  void rig.client.connect();
  void rig.client.connect();
  await settle();
  assert.equal(rig.sockets.length, 1);
});

test("messages are heard by type, in order, until one stops listening", async () => {
  const rig = await new Rig().connected();
  const calls: string[] = [];
  const stop = rig.client.onMessage("call-hangup", ({ callId }) => void calls.push(callId));
  rig.socket.message({ type: "call-hangup", senderId: "bob", callId: "one" });
  rig.socket.message({ type: "call-accept", senderId: "bob", callId: "two" });
  stop();
  rig.socket.message({ type: "call-hangup", senderId: "bob", callId: "three" });
  assert.deepEqual(calls, ["one"]);
  assert.deepEqual(rig.heard.map(({ type }) => type), ["welcome", "call-hangup", "call-accept", "call-hangup"]);
});

test("a listener that throws does not keep the others from hearing", async (context) => {
  const rig = new Rig();
  const { mock } = context.mock.method(globalThis, "queueMicrotask", () => undefined);
  rig.client.onMessage("welcome", () => assert.fail("the application's own"));
  await rig.connected();
  assert.equal(mock.callCount(), 1);
  assert.equal(rig.client.state, "open");
});

for (const data of ["not JSON", "null", "[]", "7", new ArrayBuffer(2)]) {
  test(`a frame that is no message is passed over: ${JSON.stringify(data)}`, async () => {
    const rig = await new Rig().connected();
    rig.socket.frame(data);
    assert.equal(rig.heard.length, 1);
    assert.equal(rig.client.state, "open");
  });
}

test("presence names everybody who is online, anew after each connection", async () => {
  const rig = await new Rig({ presence: true }).connected();
  const seen: string[][] = [];
  rig.client.onPresence((online) => void seen.push([...online]));
  rig.socket.message({ type: "presence", online: ["bob", "eve"] });
  rig.socket.message({ type: "presence", online: ["joe"], offline: ["eve"] });
  rig.socket.message({ type: "presence" });
  rig.socket.drop();
  await rig.clock.advance(0);
  rig.socket.welcome();
  rig.socket.message({ type: "presence", online: ["eve"] });
  assert.deepEqual(seen, [["bob", "eve"], ["bob", "joe"], ["bob", "joe"], ["eve"]]);
});

test("what is sent while away waits, and goes out in order after the welcome", async () => {
  const rig = await new Rig().connected();
  rig.socket.drop();
  await settle();
  rig.client.send(hangup("one"));
  await rig.clock.advance(0);
  rig.socket.open();
  rig.client.send(hangup("two"));
  assert.deepEqual(rig.socket.sent, [{ type: "hello", presence: false }]);
  rig.client.onStateChange((state) => state === "open" && rig.client.send(hangup("three")));
  rig.socket.message({ type: "welcome", protocol: 1, userId: "ann", tokenExpiresInMs: null });
  assert.deepEqual(rig.socket.sent.slice(1), [hangup("one"), hangup("two"), hangup("three")]);
});

/** The moments (ms) at which sockets were opened while each was dropped at once. */
async function attempts(rig: Rig, count: number): Promise<number[]> {
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

test("it is tried again at growing distances", async () => {
  const rig = new Rig();
  void rig.client.connect();
  assert.deepEqual(await attempts(rig, 8), [0, 0, 300, 1_500, 4_200, 9_000, 16_000, 23_000]);
  rig.client.close();
});

test("a connection that breaks again and again soon after its welcome is not tried at full speed", async () => {
  const rig = await new Rig().connected();
  const waits: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    const before = rig.clock.now();
    rig.socket.drop();
    const { length } = rig.sockets;
    while (rig.sockets.length === length) await rig.clock.advance(100);
    waits.push(rig.clock.now() - before);
    rig.socket.welcome();
  }
  assert.deepEqual(waits, [100, 300, 1_200, 2_700]);
});

test("after a connection that lasted, the next is tried at once", async () => {
  const rig = await new Rig().connected();
  for (let round = 0; round < 3; round += 1) {
    await rig.clock.advance(5_000);
    rig.socket.drop();
    const { length } = rig.sockets;
    await rig.clock.advance(0);
    assert.equal(rig.sockets.length, length + 1);
    rig.socket.welcome();
  }
});

test("a connection that is lost leaves nothing behind", async () => {
  const rig = new Rig();
  void rig.client.connect();
  await attempts(rig, 5);
  await settle();
  assert.equal(rig.clock.pending, 1);
  rig.client.close();
  assert.deepEqual(rig.sockets.map(({ closed }) => closed), [false, false, false, false, false]);
});

test("the network coming back ends the waiting", async () => {
  const rig = new Rig();
  void rig.client.connect();
  await attempts(rig, 6);
  await rig.clock.advance(10);
  const { length } = rig.sockets;
  rig.changeNetwork();
  await settle();
  assert.equal(rig.sockets.length, length + 1);
  assert.equal(rig.clock.pending, 1);
  rig.client.close();
});

test("a server that never says welcome is given up after ten seconds", async () => {
  const rig = new Rig();
  void rig.client.connect();
  await settle();
  const [first] = rig.sockets;
  first?.open();
  await rig.clock.advance(9_999);
  assert.equal(first?.closed, false);
  await rig.clock.advance(1);
  assert.equal(first?.closed, true);
  assert.equal(rig.sockets.length, 2);
});

for (const code of [4001, 4401]) {
  test(`after close code ${code} it connects with a new token`, async () => {
    const rig = await new Rig().connected();
    rig.socket.drop(code);
    await rig.clock.advance(0);
    assert.deepEqual(rig.asked, [false, true]);
    assert.deepEqual(rig.socket.protocols, ["ringback", "token2"]);
    assert.equal(rig.errors.find(Boolean)?.closeCode, code);
  });
}

test("after any other end the token is asked for as before", async () => {
  const rig = await new Rig().connected();
  rig.socket.drop(1001);
  await rig.clock.advance(0);
  assert.deepEqual(rig.asked, [false, false]);
  assert.equal(rig.errors.find(Boolean)?.code, "connection_lost");
});

test("a new token that is refused as well ends it", async () => {
  const rig = new Rig();
  const connecting = rig.client.connect();
  await settle();
  rig.socket.drop(4401);
  await rig.clock.advance(0);
  rig.socket.drop(4401);
  await assert.rejects(connecting, { name: "SignalingError", code: "unauthenticated" });
  assert.deepEqual(rig.asked, [false, true]);
  assert.equal(rig.client.state, "closed");
  assert.equal(rig.errors.at(-1)?.code, "unauthenticated");
  assert.equal(rig.clock.pending, 0);
  assert.equal(rig.networkListeners, 0);
});

test("a new token that was good once and is refused later does not end it", async () => {
  const rig = new Rig();
  void rig.client.connect();
  await settle();
  rig.socket.drop(4401);
  await rig.clock.advance(0);
  rig.socket.welcome();
  rig.socket.drop(4401);
  await rig.clock.advance(300);
  assert.deepEqual(rig.asked, [false, true, true]);
  rig.client.close();
});

test("a token that cannot be had is tried for again", async () => {
  const rig = new Rig();
  rig.token = () => Promise.reject(new Error("logged out"));
  const connecting = rig.client.connect();
  await settle();
  assert.equal(rig.errors.find(Boolean)?.code, "token_unavailable");
  assert.equal((rig.errors.find(Boolean)?.cause as Error).message, "logged out");
  rig.token = () => "token";
  await rig.clock.advance(300);
  rig.socket.welcome();
  await connecting;
});

test("a browser that refuses to connect is tried again", async () => {
  const rig = new Rig();
  rig.refusal = new DOMException("mixed content", "SecurityError");
  void rig.client.connect();
  await settle();
  assert.equal(rig.errors.find(Boolean)?.code, "connection_lost");
  assert.equal(rig.errors.find(Boolean)?.cause, rig.refusal);
  rig.client.close();
});

test("the token is renewed at four fifths of its time, on the open connection", async () => {
  const rig = await new Rig().connected(100_000);
  await rig.clock.advance(79_999);
  assert.equal(rig.socket.sent.length, 1);
  await rig.clock.advance(1);
  assert.deepEqual(rig.asked, [false, true]);
  assert.deepEqual(rig.socket.sent[1], { type: "token-refresh", token: "token2" });
  rig.socket.message({ type: "token-refreshed", tokenExpiresInMs: 50_000 });
  await rig.clock.advance(40_000);
  assert.deepEqual(rig.socket.sent[2], { type: "token-refresh", token: "token3" });
  assert.equal(rig.sockets.length, 1);
});

test("a token that was renewed early counts from then on", async () => {
  const rig = await new Rig().connected(100_000);
  await rig.clock.advance(10_000);
  rig.socket.message({ type: "token-refreshed", tokenExpiresInMs: 200_000 });
  await rig.clock.advance(159_999);
  assert.deepEqual(rig.asked, [false]);
  await rig.clock.advance(1);
  assert.deepEqual(rig.asked, [false, true]);
});

test("a token that never expires is not renewed", async () => {
  const rig = await new Rig().connected(null);
  assert.equal(rig.clock.pending, 0);
});

test("however short its tokens are, a server is not overrun with new ones", async () => {
  const rig = await new Rig().connected(0);
  await rig.clock.advance(999);
  assert.equal(rig.asked.length, 1);
  await rig.clock.advance(1);
  assert.equal(rig.asked.length, 2);
});

test("a token that cannot be renewed is left to the server", async () => {
  const rig = await new Rig().connected(100_000);
  rig.token = () => {
    throw new Error("logged out");
  };
  await rig.clock.advance(80_000);
  assert.equal(rig.client.state, "open");
  rig.client.close();
});

test("the token of a lost connection is not renewed", async () => {
  const rig = await new Rig().connected(100_000);
  rig.socket.drop();
  await rig.clock.advance(90_000);
  assert.ok(rig.asked.length > 1);
  assert.ok(!rig.asked.includes(true));
  rig.client.close();
});

test("closing leaves nothing running, and nothing is heard afterwards", async () => {
  const rig = await new Rig().connected(100_000);
  const { socket } = rig;
  rig.client.close();
  rig.client.close();
  assert.equal(socket.closed, true);
  assert.equal(rig.client.state, "closed");
  socket.message({ type: "call-hangup", senderId: "bob", callId: "late" });
  socket.drop();
  await rig.clock.advance(60_000);
  assert.equal(rig.heard.length, 1);
  assert.equal(rig.sockets.length, 1);
  assert.equal(rig.clock.pending, 0);
  assert.equal(rig.networkListeners, 0);
  assert.deepEqual(rig.states, ["connecting", "open", "closed"]);
  assert.throws(() => rig.client.send(hangup("late")), { name: "InvalidStateError" });
  await assert.rejects(rig.client.connect(), { name: "InvalidStateError" });
});

test("closing while connecting, and while waiting, ends both", async () => {
  for (const drop of [false, true]) {
    const rig = new Rig();
    const connecting = rig.client.connect();
    await settle();
    if (drop) await attempts(rig, 3);
    rig.client.close();
    await assert.rejects(connecting, { name: "InvalidStateError" });
    await rig.clock.advance(60_000);
    assert.equal(rig.clock.pending, 0);
    assert.equal(rig.client.state, "closed");
  }
});

test("an unencrypted connection to another machine is refused", () => {
  const getToken = (): string => "token";
  assert.throws(() => new SignalingClient({ url: "ws://calls.example/ws", getToken }), { name: "SecurityError" });
});
