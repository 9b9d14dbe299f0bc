import assert from "node:assert/strict";
import { test } from "node:test";
import { Pair, rest } from "./call-rig.ts";

/** Ann has called bob, and the exchange says nothing by itself from then on. */
async function ringing(t: Parameters<typeof Pair.of>[0]): Promise<Pair> {
  const pair = await Pair.of(t);
  pair.exchange.relays = false;
  pair.ann.client.call("bob");
  await rest();
  return pair;
}

const offer = (callId: string) => ({ type: "call-offer", senderId: "bob", callId, sdp: "theirs" }) as const;

test("the server merges ours into theirs: one call goes on, with the devices that are open", async (t) => {
  const { ann, exchange } = await ringing(t);
  const { call, captured } = ann;
  const ours = call.callId;
  exchange.tell("ann", offer("z"));
  exchange.tell("ann", { type: "call-ice-candidate", senderId: "bob", callId: "z", candidate: { candidate: "one" } });
  await rest();
  assert.deepEqual([ann.phases, ann.rung.length], [["ringing"], 0], "theirs does not ring");
  exchange.tell("ann", { type: "call-merged", senderId: "bob", callId: ours, into: "z", polite: true });
  await rest();
  assert.deepEqual([ann.phases, call.callId, ann.call], [["connecting"], "z", call]);
  assert.deepEqual([captured.length, captured[0]?.closed], [1, false]);
  assert.equal(exchange.last("ann", "call-answer").callId, "z");
  assert.ok(ann.pc.calls.includes("addIceCandidate one"));
  assert.equal(ann.connections[0]?.signalingState, "closed");
  exchange.tell("ann", { type: "call-hangup", senderId: "bob", callId: ours, reason: "merged" });
  await rest();
  assert.deepEqual(ann.phases, ["connecting"], "what is late for ours counts for nothing");
});

test("theirs is taken at once when it has the lower id, or ours is not sent yet", async (t) => {
  const { ann, exchange } = await ringing(t);
  const ours = ann.call.callId;
  exchange.tell("ann", offer("a"));
  await rest();
  assert.deepEqual([ann.phases, ann.call.callId], [["connecting"], "a"]);
  assert.deepEqual([exchange.last("ann", "call-hangup").callId, exchange.last("ann", "call-accept").callId], [ours, "a"]);

  const early = await Pair.of(t);
  early.exchange.relays = false;
  let open = (): void => undefined;
  early.ann.onCapture = (media) => (media.opening = new Promise((resolve) => (open = resolve)));
  early.ann.client.call("bob");
  await rest();
  early.exchange.tell("ann", offer("z"));
  await rest();
  open();
  await rest();
  assert.deepEqual([early.ann.phases, early.ann.call.callId], [["connecting"], "z"]);
  assert.deepEqual(early.exchange.saidBy("ann").slice(0, 2), ["accept", "answer"]);
});

test("ours goes on when they take it", async (t) => {
  const { ann, exchange } = await ringing(t);
  const { callId } = ann.call;
  exchange.tell("ann", offer("z"));
  exchange.tell("ann", { type: "call-accept", senderId: "bob", callId });
  await rest();
  assert.equal(ann.client.store.getSnapshot().note, null);
  ann.call.hangup();
  await rest();
  assert.deepEqual([ann.phases, ann.call.callId, ann.rung.length], [["completed"], callId, 0]);
});

test("a call that somebody has taken is merged into none", async (t) => {
  const { ann, exchange } = await (await Pair.of(t)).talk();
  const { callId } = ann.call;
  exchange.tell("ann", { type: "call-merged", senderId: "bob", callId, into: "z" });
  await rest();
  assert.deepEqual([ann.phases, ann.call.callId, ann.connections.length], [["connected"], callId, 1]);
});

test("theirs rings when ours has ended, unless it has ended as well", async (t) => {
  const { ann, exchange } = await ringing(t);
  exchange.tell("ann", offer("z"));
  await rest();
  ann.call.hangup();
  await rest();
  assert.deepEqual([ann.phases, ann.rung.map(({ callId }) => callId)], [["ringing"], ["z"]]);

  const both = await ringing(t);
  both.exchange.tell("ann", offer("z"));
  both.exchange.tell("ann", { type: "call-hangup", senderId: "bob", callId: "z" });
  await rest();
  both.ann.call.hangup();
  await rest();
  assert.deepEqual(both.ann.phases, ["cancelled"]);
});

test("both call each other over the exchange, and talk in one call", async (t) => {
  const { ann, bob } = await Pair.of(t);
  ann.client.call("bob");
  bob.client.call("ann");
  await rest();
  assert.deepEqual([ann.phases, bob.phases], [["connecting"], ["connecting"]]);
  assert.equal(ann.call.callId, bob.call.callId);
  ann.ice("connected");
  bob.ice("connected");
  await rest();
  assert.deepEqual([ann.phases, bob.phases, ann.rung.length + bob.rung.length], [["connected"], ["connected"], 0]);
});
