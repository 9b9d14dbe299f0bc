import assert from "node:assert/strict";
import { test } from "node:test";
import { Page, Pair, rest } from "./call-rig.ts";

test("with call waiting another call rings; taking it puts the first on hold, and resuming that the other", async (t) => {
  const { ann, bob, exchange, clock } = await (await Pair.of(t, { callWaiting: true })).talk();
  const eve = new Page("eve", exchange, {}, clock);
  await rest();
  eve.client.call("bob");
  await rest();
  assert.deepEqual(bob.phases, ["connected", "ringing"]);
  const [first, second] = bob.client.calls;
  assert.ok(first && second);
  assert.deepEqual(bob.client.incoming, [second]);
  second.accept();
  await rest();
  assert.deepEqual([first.snapshot.own.hold, second.snapshot.own.hold], [true, false]);
  assert.deepEqual([bob.captured[0]?.held, bob.captured[1]?.held], [true, false]);
  assert.ok(bob.speaker.muted.has(first.remote.stream));
  assert.ok(ann.snapshot.other.hold, "the other side sees it");
  first.resume();
  await rest();
  assert.deepEqual([first.snapshot.own.hold, second.snapshot.own.hold], [false, true]);
  assert.deepEqual([ann.snapshot.other.hold, bob.speaker.muted.has(first.remote.stream)], [false, false]);
  second.hangup();
  await rest();
  assert.deepEqual(bob.phases, ["connected", "completed"]);
  assert.deepEqual(eve.phases, ["completed"]);
});

test("a call that is placed puts the others on hold", async (t) => {
  const { bob } = await (await Pair.of(t, { callWaiting: true })).talk();
  bob.client.call("eve");
  await rest();
  assert.deepEqual(bob.client.calls.map(({ snapshot }) => snapshot.own.hold), [true, false]);
});
