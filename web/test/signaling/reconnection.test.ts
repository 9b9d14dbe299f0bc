import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallHangup } from "../../src/messages.gen.ts";
import { attempts, SignalingRig } from "./signaling-rig.ts";
import { settle } from "../virtual-clock.ts";

const hangup = (callId: string): CallHangup => ({ type: "call-hangup", recipientId: "bob", callId });

test("the token travels as a sub-protocol, and hello comes first", async () => {
  const rig = new SignalingRig({ presence: true });
  rig.client.send(hangup("waits"));
  const connecting = rig.client.connect();
  await settle();
  assert.equal(rig.socket.url, "wss://calls.example/ws");
  assert.deepEqual(rig.socket.protocols, ["ringback", "token1"]);
  assert.deepEqual(rig.socket.sent, []);
  rig.socket.welcome();
  assert.deepEqual(rig.socket.sent, [{ type: "hello", presence: true, deviceId: "id1" }, hangup("waits")]);
  assert.equal((await connecting).userId, "ann");
  assert.equal(rig.client.userId, "ann");
  assert.deepEqual(rig.states, ["connecting", "open"]);
});

test("a token that cannot be a sub-protocol travels in the hello", async () => {
  const rig = new SignalingRig();
  rig.token = () => "a/b=";
  void rig.client.connect();
  await settle();
  rig.socket.open();
  assert.deepEqual(rig.socket.protocols, ["ringback"]);
  assert.deepEqual(rig.socket.sent, [{ type: "hello", presence: false, deviceId: "id1", token: "a/b=" }]);
});

test("it is tried again at growing distances", async () => {
  const rig = new SignalingRig();
  void rig.client.connect();
  assert.deepEqual(await attempts(rig, 8), [0, 0, 300, 1_500, 4_200, 9_000, 16_000, 23_000]);
  rig.client.close();
});

test("a connection that breaks again and again soon after its welcome is not tried at full speed", async () => {
  const rig = await new SignalingRig().connected();
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

test("in a call the longest distances are shorter", async () => {
  const rig = await new SignalingRig().connected();
  rig.client.send({ type: "call-accept", recipientId: "bob", callId: "c1" });
  const { length } = rig.sockets;
  rig.socket.drop();
  const start = rig.clock.now();
  const moments = await attempts(rig, length + 7);
  assert.deepEqual(moments.slice(length).map((at) => at - start), [0, 300, 1_500, 4_200, 9_000, 13_800, 18_600]);
  rig.client.close();
});

test("after a connection that lasted, the next is tried at once", async () => {
  const rig = await new SignalingRig().connected();
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
  const rig = new SignalingRig();
  void rig.client.connect();
  await attempts(rig, 5);
  await settle();
  assert.equal(rig.clock.pending, 1);
  rig.client.close();
  assert.deepEqual(
    rig.sockets.map(({ closed }) => closed),
    [false, false, false, false, false],
  );
});

test("the network coming back ends the waiting", async () => {
  const rig = new SignalingRig();
  void rig.client.connect();
  await attempts(rig, 6);
  await rig.clock.advance(10);
  const { length } = rig.sockets;
  rig.changeNetwork();
  await settle();
  assert.equal(rig.sockets.length, length + 1);
  assert.equal(rig.clock.pending, 1);
  rig.socket.drop();
  await rig.clock.advance(6_999);
  assert.equal(rig.sockets.length, length + 1, "that was once");
  rig.client.close();
});

test("the network changing during an attempt begins another at once", async () => {
  const rig = new SignalingRig();
  void rig.client.connect();
  await attempts(rig, 6);
  await rig.clock.advance(10_000);
  const { length } = rig.sockets;
  assert.equal(rig.client.state, "connecting");
  rig.changeNetwork();
  await rig.clock.advance(0);
  assert.equal(rig.sockets[length - 1]?.closed, true);
  assert.equal(rig.sockets.length, length + 1);
  rig.socket.drop();
  await rig.clock.advance(6_999);
  assert.equal(rig.sockets.length, length + 1);
  rig.client.close();
});

test("a server that never says welcome is given up after ten seconds", async () => {
  const rig = new SignalingRig();
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
    const rig = await new SignalingRig().connected();
    rig.socket.drop(code);
    await rig.clock.advance(0);
    assert.deepEqual(rig.asked, [false, true]);
    assert.deepEqual(rig.socket.protocols, ["ringback", "token2"]);
    assert.equal(rig.errors.find(Boolean)?.closeCode, code);
  });
}

test("after any other end the token is asked for as before", async () => {
  const rig = await new SignalingRig().connected();
  rig.socket.drop(1001);
  await rig.clock.advance(0);
  assert.deepEqual(rig.asked, [false, false]);
  assert.equal(rig.errors.find(Boolean)?.code, "connection_lost");
});

test("a new token that is refused as well ends it", async () => {
  const rig = new SignalingRig();
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
  const rig = new SignalingRig();
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
  const rig = new SignalingRig();
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
  const rig = new SignalingRig();
  rig.refusal = new DOMException("mixed content", "SecurityError");
  void rig.client.connect();
  await settle();
  assert.equal(rig.errors.find(Boolean)?.code, "connection_lost");
  assert.equal(rig.errors.find(Boolean)?.cause, rig.refusal);
  rig.client.close();
});

test("the token is renewed at four fifths of its time, on the open connection", async () => {
  const rig = await new SignalingRig().connected(100_000);
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
  const rig = await new SignalingRig().connected(100_000);
  await rig.clock.advance(10_000);
  rig.socket.message({ type: "token-refreshed", tokenExpiresInMs: 200_000 });
  await rig.clock.advance(159_999);
  assert.deepEqual(rig.asked, [false]);
  await rig.clock.advance(1);
  assert.deepEqual(rig.asked, [false, true]);
});

test("a token that never expires is not renewed", async () => {
  const rig = await new SignalingRig().connected(null);
  assert.equal(rig.clock.pending, 0);
});

test("however short its tokens are, a server is not overrun with new ones", async () => {
  const rig = await new SignalingRig().connected(0);
  await rig.clock.advance(999);
  assert.equal(rig.asked.length, 1);
  await rig.clock.advance(1);
  assert.equal(rig.asked.length, 2);
});

test("a token that cannot be renewed is left to the server", async () => {
  const rig = await new SignalingRig().connected(100_000);
  rig.token = () => {
    throw new Error("logged out");
  };
  await rig.clock.advance(80_000);
  assert.equal(rig.client.state, "open");
  rig.client.close();
});

test("the token of a lost connection is not renewed", async () => {
  const rig = await new SignalingRig().connected(100_000);
  rig.socket.drop();
  await rig.clock.advance(90_000);
  assert.ok(rig.asked.length > 1);
  assert.ok(!rig.asked.includes(true));
  rig.client.close();
});
