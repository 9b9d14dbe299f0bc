import assert from "node:assert/strict";
import { test } from "node:test";
import type { EndReason } from "../../src/index.ts";
import { canCallAgain, endCode, endKind, isBusy, isMissed, isOutgoing, shown } from "../../src/elements/calls-shown.ts";
import { callWith, snapshotWith, TALKING } from "./call-double.ts";

const ringing = () => callWith({ direction: "incoming", phase: "ringing", connectedAt: null });
const onHold = () => callWith({ own: { ...TALKING, hold: true } });
const unanswered = { phase: "ended", connectedAt: null } as const;

test("a call that rings here is shown beside the one that goes on, not in its place", () => {
  const [first, second] = [callWith(), ringing()];
  assert.deepEqual(shown([first, second]), { ringing: [second], current: first, held: [] });
});

test("the call view shows the call that is not on hold, and offers the others", () => {
  const [held, active] = [onHold(), callWith()];
  assert.deepEqual(shown([active, held]), { ringing: [], current: active, held: [held] });
  assert.equal(shown([held]).current, held);
});

test("a call under way goes before one that has ended, which stays until it is dismissed", () => {
  const over = callWith({ phase: "ended", reason: "completed", endedAt: 1 });
  const live = callWith();
  assert.equal(shown([over]).current, over);
  assert.equal(shown([over, live]).current, live);
  assert.deepEqual(shown([]), { ringing: [], current: undefined, held: [] });
});

test("whoever makes a call or is in one is busy; whose phone only rings, or whose call is over, is not", () => {
  assert.deepEqual([[callWith({ phase: "dialling" })], [onHold()]].map(isBusy), [true, true]);
  assert.deepEqual([[], [ringing()], [callWith({ phase: "ended", reason: "completed" })]].map(isBusy), [false, false, false]);
});

test("a call that one ended oneself before it began needs no word", () => {
  assert.equal(endKind(snapshotWith({ ...unanswered, reason: "cancelled" })), "silent");
  assert.equal(endKind(snapshotWith({ ...unanswered, direction: "incoming", reason: "declined" })), "silent");
  assert.equal(endKind(snapshotWith({ ...unanswered, reason: "merged" })), "silent");
});

test("a missed call, and one taken on another device, are told in passing", () => {
  for (const reason of ["no_answer", "cancelled", "unreachable", "answered_elsewhere", "declined_elsewhere", "busy"] as const) {
    assert.equal(endKind(snapshotWith({ ...unanswered, direction: "incoming", reason })), "note", reason);
  }
});

test("every other end has a screen of its own: what was placed, what was talked, and what failed", () => {
  for (const reason of ["declined", "busy", "no_answer", "unreachable", "not_allowed", "failed", "lost"] as const) {
    assert.equal(endKind(snapshotWith({ ...unanswered, reason })), "screen", reason);
  }
  assert.equal(endKind(snapshotWith({ ...unanswered, direction: "incoming", reason: "failed" })), "screen");
  assert.equal(endKind(snapshotWith({ phase: "ended", direction: "incoming", reason: "completed" })), "screen");
});

test("whoever has talked sees how it ended, whatever the reason", () => {
  for (const reason of ["unreachable", "cancelled", "declined"] as const) {
    assert.equal(endKind(snapshotWith({ phase: "ended", direction: "incoming", reason })), "screen", reason);
  }
});

test("only a call that came in can be missed", () => {
  assert.equal(isMissed({ direction: "incoming", reason: "no_answer" }), true);
  assert.equal(isMissed({ direction: "outgoing", reason: "no_answer" }), false);
  assert.equal(isMissed({ direction: "incoming", reason: "declined" }), false);
  assert.equal(isMissed({ direction: "incoming", reason: "busy" }), false); // nor does the server count it
});

test("a call that failed is explained by its trouble, where there is one", () => {
  assert.equal(endCode({ reason: "failed", trouble: "udp_blocked" }), "udp_blocked");
  assert.equal(endCode({ reason: "failed", trouble: null }), "failed");
  assert.equal(endCode({ reason: "completed", trouble: "high_jitter" }), "completed");
});

test("nobody is offered to call again who may not, or whose call goes on elsewhere", () => {
  const refused: EndReason[] = ["not_allowed", "answered_elsewhere", "declined_elsewhere"];
  for (const reason of refused) assert.equal(canCallAgain(reason), false, reason);
  for (const reason of ["busy", "completed", "lost"] as const) assert.equal(canCallAgain(reason), true, reason);
});

test("a call is outgoing until the other side has taken it", () => {
  assert.equal(isOutgoing(snapshotWith({ phase: "dialling" })), true);
  assert.equal(isOutgoing(snapshotWith({ phase: "ringing" })), true);
  assert.equal(isOutgoing(snapshotWith({ phase: "connecting" })), false);
  assert.equal(isOutgoing(snapshotWith({ phase: "ringing", direction: "incoming" })), false);
});
