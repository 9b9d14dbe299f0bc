import assert from "node:assert/strict";
import { test } from "node:test";
import { Pair, rest } from "./call-rig.ts";
import { answerFetch } from "../fetch-double.ts";

test("the connection to the server, the user and who is online are in the store, and its subscribers are told", async (t) => {
  const { ann, exchange } = await Pair.of(t);
  let changes = 0;
  const forget = ann.client.store.subscribe(() => (changes += 1));
  const { connection, userId } = ann.client.store.getSnapshot();
  assert.deepEqual([connection, userId], ["open", "ann"]);
  exchange.tell("ann", { type: "presence", online: ["bob"] });
  assert.deepEqual([[...ann.client.store.getSnapshot().online], changes], [["bob"], 1]);
  forget();
  exchange.drop("ann");
  await rest();
  assert.deepEqual([ann.client.store.getSnapshot().connection, changes], ["waiting", 1]);
});

test("a subscriber is told of changes only, once a subscription, until that is taken back", async (t) => {
  const { ann, exchange } = await Pair.of(t);
  let changes = 0;
  const listener = (): void => void (changes += 1);
  const forget = [ann.client.store.subscribe(listener), ann.client.store.subscribe(listener)];
  ann.client.dismissNote();
  assert.equal(changes, 0, "there was no note");
  exchange.tell("ann", { type: "presence", online: ["bob"] });
  forget[0]?.();
  exchange.tell("ann", { type: "presence", online: ["eve"] });
  assert.equal(changes, 3);
});

test("after a long absence each side says again what it does, as the last word may be lost", async (t) => {
  const { ann, exchange, clock } = await (await Pair.of(t)).talk();
  const said = (): number => exchange.saidBy("ann").filter((type) => type === "media").length;
  const before = said();
  exchange.drop("ann");
  await clock.advance(2_000);
  assert.deepEqual([ann.phases, said()], [["connected"], before + 1]);
});

test("a call without media waits for the server's last word, then for two minutes at most", async (t) => {
  const { ann, bob, exchange, clock } = await (await Pair.of(t)).talk();
  exchange.closed = true;
  exchange.drop("ann");
  exchange.drop("bob");
  ann.ice("failed");
  bob.ice("failed");
  await clock.advance(60_000);
  assert.deepEqual([ann.phases, bob.phases], [["reconnecting"], ["reconnecting"]]);
  bob.ice("connected");
  await clock.advance(59_000);
  assert.deepEqual([ann.phases, bob.phases], [["reconnecting"], ["connected"]]);
  await clock.advance(1_100);
  assert.deepEqual([ann.phases, bob.phases], [["lost"], ["connected"]]);
});

test("the server that is back has ten seconds to say how the call has ended", async (t) => {
  for (const word of ["completed", undefined]) {
    const { ann, exchange, clock } = await (await Pair.of(t)).talk();
    exchange.closed = true;
    exchange.drop("ann");
    ann.ice("failed");
    await clock.advance(40_000);
    exchange.closed = false;
    await clock.advance(10_000);
    assert.equal(ann.client.store.getSnapshot().connection, "open");
    assert.deepEqual(ann.phases, ["reconnecting"]);
    const { callId } = ann.call;
    if (word) exchange.tell("ann", { type: "call-hangup", senderId: "bob", callId, reason: word });
    await clock.advance(10_000);
    assert.deepEqual(ann.phases, [word ?? "lost"]);
  }
});

test("a call that connects hears of no end", async (t) => {
  const { ann, exchange, clock } = await (await Pair.of(t)).talk();
  exchange.closed = true;
  exchange.drop("ann");
  ann.ice("failed");
  await clock.advance(40_000);
  ann.ice("connected");
  exchange.closed = false;
  await clock.advance(100_000);
  assert.deepEqual(ann.phases, ["connected"]);
});

test("what a call was like goes to the server when it has ended, and what the user thinks of it", async (t) => {
  const { ann, exchange, clock } = await (await Pair.of(t)).talk();
  const { callId } = ann.call;
  let bytes = 0;
  const stats = (): Map<string, unknown> => {
    bytes += 10_000;
    const audio = { type: "inbound-rtp", kind: "audio", packetsReceived: bytes / 100, packetsLost: 0, jitter: 0.001, bytesReceived: bytes, totalSamplesReceived: bytes * 4, concealedSamples: 0 };
    return new Map(Object.entries({ audio }));
  };
  ann.pc.getStats = async () => stats();
  await clock.advance(10_000);
  assert.ok(ann.snapshot.quality, "told each second");
  ann.call.hangup();
  ann.client.report(callId, { rating: 4 });
  await rest();
  const [quality, rating] = exchange.reports;
  assert.ok(quality?.type === "call-report" && quality.callId === callId && quality.quality);
  assert.ok(rating?.type === "call-report" && rating.rating === 4);
});

test("the history is asked for with the token; a refusal has its code", async (t) => {
  const { ann } = await Pair.of(t);
  t.mock.restoreAll();
  let refused = false;
  const seen = answerFetch(t, () =>
    refused ? Response.json({ error: "rate_limited", message: "" }, { status: 429 }) : Response.json({ calls: [], nextCursor: null }),
  );
  assert.deepEqual(await ann.client.history({ missed: true, limit: 5 }), { calls: [], nextCursor: null });
  assert.deepEqual([seen[0]?.url, seen[0]?.authorization], ["https://calls.example/calls?missed=true&limit=5", "Bearer ann"]);
  refused = true;
  await assert.rejects(ann.client.history(), { name: "CallError", code: "rate_limited" });
});

test("who gives way is what the server says, from the moment it does", async (t) => {
  const { ann, bob, exchange } = await Pair.of(t);
  exchange.relays = false;
  const { callId } = ann.client.call("bob");
  await rest();
  exchange.tell("ann", { type: "call-accept", senderId: "bob", callId, polite: false });
  exchange.tell("ann", { type: "call-offer", senderId: "bob", callId, sdp: "crosses ours" });
  await rest();
  assert.ok(!ann.pc.calls.includes("setRemoteDescription offer crosses ours"), "ann, the lower id, is not the polite one");
  exchange.tell("bob", { type: "call-offer", senderId: "ann", callId: "c2", sdp: "first", polite: true });
  await rest();
  bob.call.accept();
  await rest();
  exchange.tell("bob", { type: "call-answer", senderId: "ann", callId: "c2", sdp: "answer" });
  await rest();
  await bob.call.camera(true);
  await rest();
  assert.equal(bob.pc.signalingState, "have-local-offer");
  exchange.tell("bob", { type: "call-offer", senderId: "ann", callId: "c2", sdp: "crosses ours" });
  await rest();
  assert.ok(bob.pc.calls.includes("setRemoteDescription offer crosses ours"), "bob, the higher id, is the polite one");
});
