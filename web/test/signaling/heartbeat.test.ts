import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallHangup, CallOffer } from "../../src/messages.gen.ts";
import { suspectNetworkChange } from "../../src/network-change.ts";
import { browserSignalingEnvironment } from "../../src/signaling/signaling-config.ts";
import { SessionServer } from "./session-server.ts";
import type { SignalingRig } from "./signaling-rig.ts";

const offer: CallOffer = { type: "call-offer", recipientId: "bob", callId: "a", sdp: "v=0" };
const hangup: CallHangup = { type: "call-hangup", recipientId: "bob", callId: "a" };

/** When (ms) the client asked whether the server is there. */
async function pings(rig: SignalingRig, forMs: number, onPing: () => void = () => undefined): Promise<number[]> {
  const moments: number[] = [];
  for (const end = rig.clock.now() + forMs; rig.clock.now() < end; ) {
    const before = count(rig);
    await rig.clock.advance(500);
    if (count(rig) > before) {
      moments.push(rig.clock.now());
      onPing();
    }
  }
  return moments;
}

function count(rig: SignalingRig): number {
  return rig.sockets.flatMap(({ sent }) => sent).filter(({ type }) => type === "ping").length;
}

test("a silent server is asked after 20 s, and given up after 30 s", async () => {
  const rig = await new SessionServer().client();
  assert.deepEqual(await pings(rig, 29_500), [20_000]);
  assert.equal(rig.socket.closed, false);
  await rig.clock.advance(500);
  assert.equal(rig.sockets[0]?.closeCode, 4000);
  assert.equal(rig.sockets.length, 2);
  assert.equal(rig.client.state, "open");
});

test("any frame is a sign of life", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  await rig.clock.advance(19_500);
  server.tell({ type: "presence" });
  await rig.clock.advance(19_000);
  assert.equal(count(rig), 0);
  assert.deepEqual(await pings(rig, 50_000, () => server.tell({ type: "pong" })), [39_500, 59_500, 79_500]);
  assert.equal(rig.sockets.length, 1);
});

test("the server's question is answered", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  server.tell({ type: "ping" });
  assert.deepEqual(rig.socket.sent.at(-1), { type: "pong" });
});

test("during a call it is asked after 5 s, and given up after 15 s", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  rig.client.send(offer);
  assert.deepEqual(await pings(rig, 14_500), [5_000]);
  assert.equal(rig.socket.closed, false);
  await rig.clock.advance(500);
  assert.equal(rig.sockets.length, 2);
});

test("a call is over when either side says so, when it was refused, and when the server has forgotten it", async () => {
  const ends: ((server: SessionServer, rig: SignalingRig) => unknown)[] = [
    (_, rig) => rig.client.send(hangup),
    (server) => server.happens({ type: "call-hangup", senderId: "bob", callId: "a" }),
    (server) => server.happens({ type: "call-reject", senderId: "bob", callId: "a" }),
    (server) => server.happens({ type: "call-merged", senderId: "bob", callId: "a", into: "b" }),
    (server) => server.tell({ type: "call-error", callId: "a", error: "not_allowed", message: "" }),
    async (server, rig) => {
      server.restart();
      rig.socket.drop();
      await rig.clock.advance(0);
    },
  ];
  for (const end of ends) {
    const server = new SessionServer();
    const rig = await server.client();
    rig.client.send(offer);
    await end(server, rig);
    const since = rig.clock.now();
    assert.deepEqual(await pings(rig, 20_000), [since + 20_000], String(end));
  }
});

test("a call that another device is in does not count, one that this device is in does", async () => {
  for (const here of [false, true]) {
    const server = new SessionServer();
    const common = { callId: "a", userId: "bob", direction: "incoming", state: "connected", expiresInMs: null } as const;
    server.calls = [{ ...common, here }];
    const rig = await server.client();
    assert.deepEqual(await pings(rig, 20_000, () => server.tell({ type: "pong" })), here ? [5_000, 10_000, 15_000, 20_000] : [20_000]);
  }
});

test("a server that does not answer what we say is asked after 3 s, and given up after 5 s", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  await rig.clock.advance(1_000);
  server.answers = false;
  rig.client.send(hangup);
  assert.deepEqual(await pings(rig, 2_500), []);
  rig.client.send(hangup); // does not put it off
  assert.deepEqual(await pings(rig, 500), [4_000]);
  rig.client.send(hangup);
  await rig.clock.advance(1_999);
  assert.equal(rig.socket.closed, false);
  await rig.clock.advance(1);
  assert.equal(rig.sockets.length, 2);
});

test("one that has answered before, or is being asked already, is given up no later", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  rig.client.send(hangup);
  server.answers = false;
  await rig.clock.advance(21_000);
  assert.equal(count(rig), 1);
  rig.client.send(hangup);
  await rig.clock.advance(4_999);
  assert.equal(rig.socket.closed, false);
  await rig.clock.advance(1);
  assert.equal(rig.sockets.length, 2);
});

test("a server that is slow to answer, and yet there, is not given up", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  server.answers = false;
  rig.client.send(hangup);
  await pings(rig, 60_000, () => server.tell({ type: "pong" }));
  assert.equal(rig.sockets.length, 1);
});

test("when the network changes, a connection that does not answer within 2 s is given up", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  rig.changeNetwork();
  assert.equal(count(rig), 1);
  server.tell({ type: "pong" });
  await rig.clock.advance(10_000);
  assert.equal(rig.sockets.length, 1);
  rig.changeNetwork();
  await rig.clock.advance(1_999);
  assert.equal(rig.socket.closed, false);
  await rig.clock.advance(1);
  assert.equal(rig.sockets.length, 2);
});

const after: Record<string, (rig: SignalingRig) => void> = {
  "what is said": (rig) => rig.client.send(hangup),
  "another change": (rig) => rig.changeNetwork(),
};
for (const [what, happens] of Object.entries(after)) {
  test(`${what} after a change of network puts nothing off`, async () => {
    const server = new SessionServer();
    const rig = await server.client();
    server.answers = false;
    rig.changeNetwork();
    await rig.clock.advance(1_000);
    happens(rig);
    await rig.clock.advance(999);
    assert.equal(rig.socket.closed, false);
    await rig.clock.advance(1);
    assert.equal(rig.sockets.length, 2);
  });
}

test("in a browser, a network that is only suspected to have changed counts as one that has", () => {
  let changes = 0;
  const stop = browserSignalingEnvironment.onNetworkChange(() => (changes += 1));
  suspectNetworkChange();
  assert.equal(changes, 1);
  stop();
  suspectNetworkChange();
  assert.equal(changes, 1);
});

test("a page that was frozen asks before it gives up", async () => {
  const rig = await new SessionServer().client();
  await rig.clock.freeze(60_000);
  assert.equal(count(rig), 1);
  assert.equal(rig.socket.closed, false);
  rig.client.close();
});
