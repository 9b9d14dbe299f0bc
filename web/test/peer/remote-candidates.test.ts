import assert from "node:assert/strict";
import { test } from "node:test";
import { HOLD_MS } from "../../src/peer/offer-hold.ts";
import { rest, Rig } from "./manager-rig.ts";

test("candidates ahead of any description wait, and go in behind it in the same turn and order", async () => {
  const rig = new Rig(true);
  void rig.candidate("one");
  void rig.candidate("two");
  assert.deepEqual(rig.pc.calls, []);
  const offered = rig.offer();
  void rig.candidate("three");
  assert.deepEqual(rig.pc.calls, [
    "setRemoteDescription offer their offer",
    "addIceCandidate one",
    "addIceCandidate two",
    "addIceCandidate three",
  ]);
  await offered;
  await rest();
  assert.deepEqual(rig.codes, []);
});

test("candidates behind a description are handed over in the turn they arrive in", async () => {
  const rig = new Rig(true);
  await rig.offer();
  void rig.candidate("late");
  assert.equal(rig.pc.calls.at(-1), "addIceCandidate late");
});

test("after a first description that was refused, candidates wait again", async () => {
  const rig = new Rig(true);
  rig.pc.refusals.setRemoteDescription = new Error("bad offer");
  await rig.offer("their bad offer");
  await rig.candidate("patient");
  assert.ok(!rig.pc.calls.includes("addIceCandidate patient"));
  await rig.offer();
  assert.ok(rig.pc.calls.includes("addIceCandidate patient"));
});

test("candidates of an ignored first offer are dropped, those of the answer are added", async () => {
  const rig = new Rig(false);
  rig.pc.needNegotiation();
  await rest();
  await rig.offer("crossing");
  await rig.candidate("of the ignored offer");
  const answered = rig.answer();
  void rig.candidate("of the answer");
  await answered;
  await rest();
  const added = rig.pc.calls.filter((call) => call.startsWith("addIceCandidate"));
  assert.deepEqual(added, ["addIceCandidate of the answer"]);
});

test("a refused candidate is told", async () => {
  const rig = new Rig(true);
  await rig.offer();
  rig.pc.refusals.addIceCandidate = new Error("bad candidate");
  await rig.candidate("bad");
  assert.deepEqual(
    rig.errors.map(({ code, fatal, cause }) => [code, fatal, String(cause)]),
    [["candidate_failed", false, "Error: bad candidate"]],
  );
});

test("a refused candidate of an ignored offer is not told, until a description has been applied", async () => {
  const rig = new Rig(false);
  rig.pc.needNegotiation();
  await rest();
  await rig.answer();
  await rig.clock.advance(HOLD_MS);
  rig.pc.needNegotiation();
  await rest();
  await rig.offer("crossing");
  rig.pc.refusals.addIceCandidate = new Error("of the ignored offer");
  await rig.candidate("unknown");
  rig.pc.refusals.setRemoteDescription = new Error("bad answer");
  await rig.answer("their bad answer");
  rig.pc.refusals.addIceCandidate = new Error("still of the ignored offer");
  await rig.candidate("unknown");
  assert.deepEqual(rig.codes, ["description_failed"]);
  await rig.answer("their next answer");
  rig.pc.refusals.addIceCandidate = new Error("bad candidate");
  await rig.candidate("bad");
  assert.deepEqual(rig.codes, ["description_failed", "candidate_failed"]);
});

test("null and the empty candidate both say that there are no more", async () => {
  const rig = new Rig(true);
  await rig.offer();
  rig.pc.calls.length = 0;
  await rig.manager.handleIceCandidate(null);
  await rig.candidate("");
  assert.deepEqual(rig.pc.calls, ["addIceCandidate", "addIceCandidate"]);
  assert.deepEqual(rig.codes, []);
});

test("no more than a bounded number wait", async () => {
  const rig = new Rig(true);
  for (let count = 0; count < 1_000; count += 1) void rig.candidate(String(count));
  await rig.offer();
  const added = rig.pc.calls.filter((call) => call.startsWith("addIceCandidate"));
  assert.equal(added.length, 256);
  assert.equal(added[0], "addIceCandidate 0");
});
