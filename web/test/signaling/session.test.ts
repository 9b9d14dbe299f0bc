import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallHangup, ClientMessage, ForwardedHangup, ForwardedOffer, LiveCall } from "../../src/messages.gen.ts";
import { SessionServer } from "./session-server.ts";
import { SignalingRig } from "./signaling-rig.ts";
import { settle } from "../virtual-clock.ts";

const ended = (callId: string): ForwardedHangup => ({ type: "call-hangup", senderId: "bob", callId });
const offered: ForwardedOffer = { type: "call-offer", senderId: "bob", callId: "ring", sdp: "v=0" };
const hangup = (callId: string): CallHangup => ({ type: "call-hangup", recipientId: "bob", callId });
const call: LiveCall = {
  callId: "a",
  userId: "bob",
  direction: "incoming",
  state: "connected",
  here: true,
  expiresInMs: null,
};

/** The calls that were heard to end, in order. */
function heard(rig: SignalingRig): string[] {
  return rig.heard.flatMap((message) => (message.type === "call-hangup" ? message.callId : []));
}

/** The connection is lost, and another is made. */
async function blink(rig: SignalingRig): Promise<void> {
  await rig.clock.advance(5_000);
  rig.socket.drop();
  await rig.clock.advance(0);
}

test("the first hello names the device, and the next one says where to go on", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  server.happens(ended("a"));
  await blink(rig);
  const resume = { token: "token1", epoch: "epoch1", lastSeq: 1 };
  assert.deepEqual(server.hellos, [
    { type: "hello", presence: false, deviceId: "id1" },
    { type: "hello", presence: false, deviceId: "id1", resume },
  ]);
  await blink(rig);
  assert.equal(server.hellos.at(-1)?.resume?.token, "token2");
});

test("call waiting is asked for in the hello", async () => {
  const server = new SessionServer();
  const rig = await server.client({ callWaiting: true });
  assert.equal(server.hellos[0]?.callWaiting, true);
  rig.client.close();
});

test("what was missed is heard after the connection is back, once and in order", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  server.happens(ended("a"));
  server.mute = true;
  server.happens(ended("b"));
  server.mute = false;
  await blink(rig);
  server.happens(ended("c"));
  assert.deepEqual(heard(rig), ["a", "b", "c"]);
});

test("an event that comes twice is heard once", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  server.happens(ended("a"));
  server.tell({ ...ended("a"), seq: 1 });
  server.happens(ended("b"));
  server.tell({ ...ended("a"), seq: 1 });
  assert.deepEqual(heard(rig), ["a", "b"]);
  assert.equal(rig.sockets.length, 1);
});

test("what has no number is handed on", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  server.tell({ ...ended("a"), seq: null });
  assert.deepEqual(heard(rig), ["a"]);
});

test("after a hole nothing is heard until the server has filled it", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  await rig.clock.advance(5_000);
  server.mute = true;
  server.happens(ended("lost"));
  server.mute = false;
  server.happens(ended("b"));
  assert.deepEqual(heard(rig), []);
  assert.equal(rig.socket.closeCode, 4000);
  await rig.clock.advance(0);
  assert.equal(server.hellos.at(-1)?.resume?.lastSeq, 0);
  assert.deepEqual(heard(rig), ["lost", "b"]);
});

test("a server that cannot go on tells what there is, and numbers anew", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  const snapshots: LiveCall[][] = [];
  rig.client.onSnapshot((calls) => void snapshots.push([...calls]));
  for (const callId of ["a", "b", "c"]) server.happens(ended(callId));
  await blink(rig);
  assert.deepEqual(snapshots, []);
  server.restart();
  server.calls = [call];
  await blink(rig);
  assert.deepEqual(snapshots, [[call]]);
  server.happens(ended("d"));
  assert.deepEqual(heard(rig), ["a", "b", "c", "d"]);
  await blink(rig);
  assert.deepEqual(server.hellos.at(-1)?.resume, { token: "token3", epoch: "epoch11", lastSeq: 1 });
});

test("a snapshot comes with the calls that the server may still get to know of", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  const placing: string[][] = [];
  rig.client.onSnapshot((_, calls) => void placing.push([...calls]));
  const place = (callId: string): void => rig.client.send({ type: "call-offer", recipientId: "bob", callId, sdp: "v=0" });
  place("answered");
  server.deaf = true;
  place("lost");
  server.deaf = false;
  server.restart();
  server.answers = false; // not yet
  await blink(rig);
  assert.deepEqual(placing, [["lost"]]);
});

test("16 events are acknowledged at once, fewer after half a second", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  for (let count = 1; count <= 17; count += 1) server.happens(ended(String(count)));
  assert.deepEqual(server.acknowledged, [16]);
  await rig.clock.advance(499);
  assert.deepEqual(server.acknowledged, [16]);
  await rig.clock.advance(1);
  assert.deepEqual(server.acknowledged, [16, 17]);
});

test("an offer is acknowledged at once, and with it what came before", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  server.happens(ended("a"));
  server.happens(offered);
  assert.deepEqual(server.acknowledged, [2]);
  await rig.clock.advance(1_000);
  assert.deepEqual(server.acknowledged, [2]);
});

test("a repetition is not acknowledged, and neither is anything over another connection", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  server.happens(ended("a"));
  rig.socket.drop();
  await rig.clock.advance(1_000);
  server.tell({ ...ended("a"), seq: 1 });
  await rig.clock.advance(1_000);
  assert.deepEqual(server.acknowledged, []);
});

test("a command whose answer was lost is sent again, and carried out once", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  server.mute = true;
  rig.client.send(hangup("a"));
  server.deaf = true;
  rig.client.send(hangup("b"));
  server.mute = server.deaf = false;
  await blink(rig);
  const again = rig.socket.sent.filter(({ type }) => type === "call-hangup");
  assert.deepEqual(again.map(({ callId }) => callId), ["a", "b"]);
  await blink(rig);
  assert.deepEqual(rig.socket.sent.filter(({ type }) => type === "call-hangup"), []);
  assert.deepEqual(server.effects.map(({ callId }) => callId), ["a", "b"]);
});

test("a refusal that passes is not heard of, any other is", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  server.answers = false;
  rig.client.send(hangup("a"));
  const refusal = { type: "call-error", callId: "a", message: "", commandId: "id2-1" } as const;
  server.tell({ ...refusal, error: "rate_limited", retryInMs: 500 });
  server.tell({ ...refusal, error: "not_in_call" });
  const errors = rig.heard.flatMap((message) => (message.type === "call-error" ? message.error : []));
  assert.deepEqual(errors, ["not_in_call"]);
});

test("who has taken our place leaves us the place of another device", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  await rig.clock.advance(5_000);
  rig.socket.drop(4009);
  await rig.clock.advance(0);
  assert.deepEqual(server.hellos.at(-1), { type: "hello", presence: false, deviceId: "id3" });
});

test("a server that stops says when to come back", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  await rig.clock.advance(5_000);
  server.tell({ type: "going-away", reconnectInMs: 3_210 });
  rig.socket.drop(1001);
  await rig.clock.advance(3_209);
  assert.equal(rig.sockets.length, 1);
  await rig.clock.advance(1);
  assert.equal(rig.sockets.length, 2);
  await blink(rig);
  assert.equal(rig.sockets.length, 3);
});

test("who was cut off for sending too much comes back late", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  await rig.clock.advance(5_000);
  rig.socket.drop(4029);
  await rig.clock.advance(6_999);
  assert.equal(rig.sockets.length, 1);
  await rig.clock.advance(1);
  assert.equal(rig.sockets.length, 2);
});

test("closing says goodbye, so that the server waits for nobody", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  rig.client.close();
  assert.equal(rig.socket.closeCode, 1000);
});

test("what comes before the welcome is not part of the session; an older server has none", async () => {
  for (const old of [false, true]) {
    const server = new SessionServer();
    server.old = old;
    const rig = new SignalingRig();
    const connecting = rig.client.connect();
    await settle();
    rig.socket.open();
    rig.socket.message(ended("early"));
    rig.socket.onSent = (message) => server.received(rig.socket, message as unknown as ClientMessage);
    server.received(rig.socket, rig.socket.sent[0] as unknown as ClientMessage);
    await connecting;
    server.tell(ended("late"));
    assert.deepEqual(heard(rig), old ? ["early", "late"] : ["late"]);
    assert.equal(rig.heard[0]?.type, "welcome");
  }
});

test("with an older server nothing is numbered, acknowledged, watched or sent twice", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  server.old = true;
  await blink(rig);
  rig.client.send(hangup("a"));
  server.tell({ ...ended("a"), seq: 7 });
  server.tell({ ...ended("a"), seq: 7 });
  await rig.clock.advance(60_000);
  assert.deepEqual(heard(rig), ["a", "a"]);
  assert.deepEqual(rig.socket.sent.slice(1), [hangup("a")]);
  await blink(rig);
  assert.deepEqual(rig.socket.sent, [{ type: "hello", presence: false, deviceId: "id1" }]);
  await settle();
  assert.equal(rig.clock.pending, 0);
});
