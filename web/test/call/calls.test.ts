import assert from "node:assert/strict";
import { test } from "node:test";
import { Pair, rest } from "./call-rig.ts";
import { MediaError } from "../../src/media/media-error.ts";

test("a call rings, is taken, connects, and ends on both sides", async (t) => {
  const { ann, bob, exchange } = await Pair.of(t);
  const call = ann.client.call("bob", { video: true });
  assert.equal(call.snapshot.phase, "dialling");
  await rest();
  assert.deepEqual([call.snapshot.phase, call.snapshot.devices], ["ringing", 1]);
  const [incoming] = bob.rung;
  assert.ok(incoming);
  assert.deepEqual([incoming.snapshot.phase, incoming.snapshot.withVideo, incoming.userId], ["ringing", true, "ann"]);
  assert.equal(bob.captured[0]?.asked.length, 0, "nothing is opened before the call is taken");
  incoming.accept({ video: false });
  await rest();
  assert.deepEqual(bob.captured[0]?.asked, [{ audio: true, video: false }]);
  assert.deepEqual([ann.phases, bob.phases], [["connecting"], ["connecting"]]);
  ann.ice("connected");
  bob.ice("connected");
  await rest();
  assert.deepEqual([ann.phases, bob.phases], [["connected"], ["connected"]]);
  assert.deepEqual(exchange.saidBy("bob").slice(0, 2), ["accept", "answer"]);
  assert.equal(exchange.saidBy("bob").at(-1), "media");
  assert.equal(exchange.last("ann", "call-offer").media?.video, true);
  call.hangup();
  assert.equal(await call.ended, "completed");
  assert.equal(await incoming.ended, "completed");
  assert.ok(ann.captured[0]?.closed && bob.captured[0]?.closed);
  assert.equal(ann.speaker.playing.size, 0);
  assert.deepEqual(ann.sounds.heard, ["ringback", "no ringback", "ended"]);
});

test("who is called may decline, or be busy, and the caller sees which", async (t) => {
  for (const reason of ["declined", "busy"] as const) {
    const { ann, bob, exchange } = await Pair.of(t);
    ann.client.call("bob");
    await rest();
    bob.call.reject(reason);
    await rest();
    assert.deepEqual([ann.phases, bob.phases], [[reason], [reason]]);
    assert.equal(exchange.last("bob", "call-reject").reason, reason);
    assert.deepEqual(bob.sounds.heard, ["ring", "no ring"]);
  }
});

test("to hang up what rings here is to decline it", async (t) => {
  const { ann, bob, exchange } = await Pair.of(t);
  ann.client.call("bob");
  await rest();
  bob.call.hangup();
  await rest();
  assert.deepEqual([exchange.saidBy("bob"), ann.phases, bob.phases], [["reject"], ["declined"], ["declined"]]);
});

test("a caller who hangs up before it is sent tells nobody; afterwards, that it is cancelled", async (t) => {
  const { ann, bob, exchange } = await Pair.of(t);
  ann.client.call("bob").hangup();
  await rest();
  assert.deepEqual([exchange.saidBy("ann"), ann.phases], [[], ["cancelled"]]);
  ann.client.call("bob");
  await rest();
  ann.call.hangup();
  await rest();
  assert.equal(exchange.last("ann", "call-hangup").reason, "cancelled");
  assert.deepEqual([ann.phases, bob.phases], [["cancelled"], ["cancelled"]]);
  assert.deepEqual(bob.sounds.heard, ["ring", "no ring"]);
});

test("what the server refuses ends the call while it begins, with the code", async (t) => {
  for (const [error, reason] of [["recipient_offline", "unreachable"], ["not_allowed", "not_allowed"], ["invalid_field", "failed"]] as const) {
    const { ann, exchange } = await Pair.of(t);
    exchange.relays = false;
    const { callId } = ann.client.call("bob");
    await rest();
    exchange.tell("ann", { type: "call-error", callId, error, message: "" });
    await rest();
    assert.deepEqual([ann.phases, ann.snapshot.trouble], [[reason], error]);
    assert.ok(ann.captured[0]?.closed);
  }
});

test("an accept that finds nobody any more fails", async (t) => {
  const { bob, exchange } = await Pair.of(t);
  exchange.tell("bob", { type: "call-offer", senderId: "ann", callId: "c1", sdp: "offer" });
  await rest();
  bob.call.accept();
  exchange.tell("bob", { type: "call-error", callId: "c1", error: "recipient_offline", message: "" });
  await rest();
  assert.deepEqual([bob.phases, bob.snapshot.trouble], [["failed"], "recipient_offline"]);
});

test("once there is a connection, a refusal ends nothing", async (t) => {
  const { ann, exchange } = await (await Pair.of(t)).talk();
  for (const error of ["recipient_offline", "rate_limited", "internal_error"]) {
    exchange.tell("ann", { type: "call-error", callId: ann.call.callId, error, message: "" });
  }
  await rest();
  assert.deepEqual(ann.phases, ["connected"]);
});

test("another device of the user answers, or declines", async (t) => {
  for (const reason of ["answered_elsewhere", "declined_elsewhere"]) {
    const { ann, bob, exchange } = await Pair.of(t);
    const { callId } = ann.client.call("bob");
    await rest();
    exchange.tell("bob", { type: "call-hangup", senderId: "ann", callId, reason });
    await rest();
    assert.deepEqual(bob.phases, [reason]);
    assert.deepEqual(bob.sounds.heard, ["ring", "no ring"]);
  }
});

test("the caller gives up when the ring time is over, the callee a little later", async (t) => {
  const { ann, bob, exchange, clock } = await Pair.of(t);
  ann.client.settings.set({ ringMs: 30_000 });
  exchange.relays = false;
  const { callId } = ann.client.call("bob");
  await rest();
  exchange.tell("bob", { type: "call-offer", senderId: "ann", callId, sdp: "offer", expiresInMs: 40_000, ageMs: 5_000 });
  await clock.advance(29_999);
  assert.deepEqual(ann.phases, ["ringing"]);
  await clock.advance(1);
  assert.deepEqual([ann.phases, exchange.last("ann", "call-hangup").reason], [["no_answer"], "no_answer"]);
  await clock.advance(9_999);
  assert.deepEqual(bob.phases, ["ringing"]);
  await clock.advance(1);
  assert.deepEqual([bob.phases, exchange.saidBy("bob")], [["no_answer"], []]);
});

test("the server's ring time counts when it is shorter", async (t) => {
  const { ann, exchange, clock } = await Pair.of(t);
  exchange.relays = false;
  const { callId } = ann.client.call("bob");
  await rest();
  exchange.tell("ann", { type: "call-ringing", senderId: "bob", callId, devices: 2, expiresInMs: 20_000, ageMs: 1_000 });
  await rest();
  assert.equal(ann.snapshot.devices, 2);
  await clock.advance(19_000);
  assert.deepEqual(ann.phases, ["no_answer"]);
});

test("no microphone, no call, on either side", async (t) => {
  const { ann, bob, exchange } = await Pair.of(t);
  ann.onCapture = (media) => (media.trouble = "denied");
  ann.client.call("bob");
  await rest();
  assert.deepEqual([ann.phases, ann.snapshot.trouble, exchange.said], [["failed"], "microphone_denied", []]);
  ann.onCapture = () => undefined;
  bob.onCapture = (media) => (media.trouble = "in_use");
  ann.client.call("bob");
  await rest();
  bob.call.accept();
  await rest();
  assert.deepEqual([bob.phases, bob.snapshot.trouble], [["failed"], "microphone_in_use"]);
  assert.deepEqual([exchange.last("bob", "call-hangup").reason, ann.phases], ["failed", ["failed"]]);
});

test("what comes before the call is taken waits for its connection, in order", async (t) => {
  const { ann, bob, exchange } = await Pair.of(t);
  exchange.relays = false;
  const from = { senderId: "ann", callId: "c1" };
  exchange.tell("bob", { type: "call-offer", ...from, sdp: "offer" });
  exchange.tell("bob", { type: "call-ice-candidate", ...from, candidate: { candidate: "one" } });
  exchange.tell("bob", { type: "call-ice-candidate", ...from, candidate: { candidate: "two" } });
  await rest();
  assert.equal(bob.connections.length, 0);
  bob.call.accept();
  await rest();
  const taken = bob.pc.calls.filter((call) => !call.startsWith("setLocal"));
  assert.deepEqual(taken, ["setRemoteDescription offer offer", "addIceCandidate one", "addIceCandidate two"]);
  assert.equal(ann.client.calls.length, 0);
});

test("an offer takes the place of all that came before it", async (t) => {
  const { bob, exchange } = await Pair.of(t);
  const from = { senderId: "ann", callId: "c1" };
  exchange.tell("bob", { type: "call-offer", ...from, sdp: "first" });
  exchange.tell("bob", { type: "call-ice-candidate", ...from, candidate: { candidate: "of the first" } });
  exchange.tell("bob", { type: "call-offer", ...from, sdp: "second" });
  await rest();
  bob.call.accept();
  await rest();
  const taken = bob.pc.calls.filter((call) => !call.startsWith("setLocal"));
  assert.deepEqual(taken, ["setRemoteDescription offer second"]);
});

test("who is invited first and described to later says nothing before", async (t) => {
  const { bob, exchange } = await Pair.of(t);
  const from = { senderId: "ann", callId: "c1" };
  exchange.tell("bob", { type: "call-offer", ...from, media: { audio: true, video: true } });
  await rest();
  assert.ok(bob.snapshot.withVideo);
  bob.call.accept();
  await rest();
  assert.deepEqual([exchange.saidBy("bob"), bob.pc.senders.length], [["accept"], 0]);
  exchange.tell("bob", { type: "call-offer", ...from, sdp: "offer" });
  await rest();
  assert.deepEqual(exchange.saidBy("bob").slice(0, 2), ["accept", "answer"]);
});

test("a call without a microphone of this side asks for the other's", async (t) => {
  const { ann, exchange } = await Pair.of(t);
  ann.client.call("bob", { audio: false });
  await rest();
  assert.deepEqual([ann.pc.senders.map(({ direction }) => direction), ann.phases], [["recvonly"], ["ringing"]]);
  assert.equal(exchange.last("ann", "call-offer").media?.audio, false);
});

test("a connection that is made when the call is over is closed again", async (t) => {
  const { ann } = await Pair.of(t);
  let answer = (_: Response): void => undefined;
  t.mock.restoreAll();
  t.mock.method(globalThis, "fetch", () => new Promise<Response>((resolve) => (answer = resolve)));
  ann.client.call("bob");
  await rest();
  ann.call.hangup();
  answer(Response.json({ error: "turn_not_configured", message: "" }, { status: 503 }));
  await rest();
  assert.deepEqual([ann.connections.length, ann.pc.signalingState], [1, "closed"]);
});

test("a service without TURN is nothing that anybody in a call hears of", async (t) => {
  const { ann } = await Pair.of(t);
  t.mock.restoreAll();
  t.mock.method(globalThis, "fetch", async () => Response.json({ error: "turn_not_configured", message: "" }, { status: 503 }));
  ann.client.call("bob");
  await rest();
  assert.deepEqual([ann.phases, ann.snapshot.trouble], [["ringing"], null]);
});

test("the want of TURN credentials is in the snapshot until the call connects", async (t) => {
  const pair = await Pair.of(t);
  t.mock.restoreAll();
  t.mock.method(globalThis, "fetch", async () => Response.json({}, { status: 500 }));
  pair.ann.client.call("bob");
  await rest();
  assert.equal(pair.ann.snapshot.trouble, "turn_unavailable");
  pair.bob.call.accept();
  await rest();
  await pair.connect();
  assert.equal(pair.ann.snapshot.trouble, null);
});

test("the want of TURN credentials does not hide that a device is missing", async (t) => {
  const { ann } = await Pair.of(t);
  t.mock.restoreAll();
  let answer: (response: Response) => void = () => undefined;
  t.mock.method(globalThis, "fetch", () => new Promise<Response>((resolve) => (answer = resolve)));
  ann.client.call("bob");
  await rest();
  ann.captured[0]?.config.onTrouble(new MediaError("camera", "none"));
  answer(Response.json({}, { status: 500 }));
  await rest();
  assert.equal(ann.snapshot.trouble, "camera_none");
  ann.ice("connected");
  assert.equal(ann.snapshot.trouble, "camera_none");
});

test("a plain client takes a call by describing its media", async (t) => {
  const { ann, exchange } = await Pair.of(t);
  exchange.relays = false;
  const { callId } = ann.client.call("bob");
  await rest();
  exchange.tell("ann", { type: "call-answer", senderId: "bob", callId, sdp: "answer" });
  await rest();
  assert.deepEqual(ann.phases, ["connecting"]);
  ann.ice("connected");
  await rest();
  assert.deepEqual(ann.phases, ["connected"]);
});

test("nobody else speaks in a call", async (t) => {
  const { ann, exchange } = await (await Pair.of(t)).talk();
  exchange.tell("ann", { type: "call-hangup", senderId: "eve", callId: ann.call.callId });
  await rest();
  assert.deepEqual(ann.phases, ["connected"]);
});

test("what is late for a call that is over rings for nobody", async (t) => {
  const { ann, bob, exchange } = await (await Pair.of(t)).talk();
  const { callId } = bob.call;
  bob.call.hangup();
  await rest();
  bob.call.dismiss();
  exchange.tell("bob", { type: "call-offer", senderId: "ann", callId, sdp: "again" });
  await rest();
  assert.deepEqual([bob.phases, bob.rung.length, ann.phases], [[], 1, ["completed"]]);
});

test("without call waiting one call is all there is", async (t) => {
  const { bob, exchange } = await (await Pair.of(t)).talk();
  assert.throws(() => bob.client.call("eve"), { name: "CallError", code: "in_call" });
  exchange.tell("bob", { type: "call-offer", senderId: "eve", callId: "c2", sdp: "offer" });
  await rest();
  assert.deepEqual([bob.phases, bob.rung.length], [["connected"], 1]);
  const { recipientId, reason } = exchange.last("bob", "call-reject");
  assert.deepEqual([recipientId, reason], ["eve", "busy"]);
  assert.deepEqual(bob.client.store.getSnapshot().note, { code: "busy_incoming", userId: "eve" });
  bob.client.dismissNote();
  assert.equal(bob.client.store.getSnapshot().note, null);
});

test("a connection that is lost for good ends the call on both sides", async (t) => {
  const { ann, bob, exchange, clock } = await (await Pair.of(t)).talk();
  ann.ice("failed");
  await clock.advance(29_000);
  assert.deepEqual(ann.phases, ["reconnecting"]);
  await clock.advance(2_000);
  await rest();
  assert.deepEqual([ann.phases, ann.snapshot.trouble], [["lost"], "ice_recovery_failed"]);
  assert.equal(exchange.last("ann", "call-hangup").reason, "lost");
  assert.deepEqual(bob.phases, ["lost"]);
});

test("a client that is closed hangs up, and stays closed", async (t) => {
  const { ann, bob } = await (await Pair.of(t)).talk();
  ann.client.close();
  await rest();
  assert.deepEqual([ann.phases, bob.phases], [["completed"], ["completed"]]);
  assert.equal(ann.client.store.getSnapshot().connection, "closed");
});
