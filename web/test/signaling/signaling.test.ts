import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallHangup } from "../../src/messages.gen.ts";
import { SignalingClient } from "../../src/signaling/signaling.ts";
import { attempts, SignalingRig } from "./signaling-rig.ts";
import { settle } from "../virtual-clock.ts";

const hangup = (callId: string): CallHangup => ({ type: "call-hangup", recipientId: "bob", callId });

test("connecting twice is connecting once", async () => {
  const rig = new SignalingRig();
  void rig.client.connect();
  void rig.client.connect();
  await settle();
  assert.equal(rig.sockets.length, 1);
});

test("messages are heard by type, in order, until one stops listening", async () => {
  const rig = await new SignalingRig().connected();
  const calls: string[] = [];
  const stop = rig.client.onMessage("call-hangup", ({ callId }) => void calls.push(callId));
  rig.socket.message({ type: "call-hangup", senderId: "bob", callId: "one" });
  rig.socket.message({ type: "call-accept", senderId: "bob", callId: "two" });
  stop();
  rig.socket.message({ type: "call-hangup", senderId: "bob", callId: "three" });
  assert.deepEqual(calls, ["one"]);
  assert.deepEqual(
    rig.heard.map(({ type }) => type),
    ["welcome", "call-hangup", "call-accept", "call-hangup"],
  );
});

test("a listener that throws does not keep the others from hearing", async (context) => {
  const rig = new SignalingRig();
  const { mock } = context.mock.method(globalThis, "queueMicrotask", () => undefined);
  rig.client.onMessage("welcome", () => assert.fail("the application's own"));
  await rig.connected();
  assert.equal(mock.callCount(), 1);
  assert.equal(rig.client.state, "open");
});

for (const data of ["not JSON", "null", "[]", "7", new ArrayBuffer(2)]) {
  test(`a frame that is no message is passed over: ${JSON.stringify(data)}`, async () => {
    const rig = await new SignalingRig().connected();
    rig.socket.frame(data);
    assert.equal(rig.heard.length, 1);
    assert.equal(rig.client.state, "open");
  });
}

test("presence names everybody who is online, anew after each connection", async () => {
  const rig = await new SignalingRig({ presence: true }).connected();
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
  const rig = await new SignalingRig().connected();
  rig.socket.drop();
  await settle();
  rig.client.send(hangup("one"));
  await rig.clock.advance(0);
  rig.socket.open();
  rig.client.send(hangup("two"));
  assert.deepEqual(rig.socket.sent, [{ type: "hello", presence: false, deviceId: "id1" }]);
  rig.client.onStateChange((state) => state === "open" && rig.client.send(hangup("three")));
  rig.socket.message({ type: "welcome", protocol: 1, userId: "ann", tokenExpiresInMs: null });
  assert.deepEqual(rig.socket.sent.slice(1), [hangup("one"), hangup("two"), hangup("three")]);
});

test("closing leaves nothing running, and nothing is heard afterwards", async () => {
  const rig = await new SignalingRig().connected(100_000);
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
    const rig = new SignalingRig();
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
