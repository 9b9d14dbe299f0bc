import assert from "node:assert/strict";
import { test } from "node:test";
import { endingsOfLeftovers, isForgotten } from "../demo/snapshot.ts";
import type { LiveCall } from "../src/messages.gen.ts";

const live = (callId: string, rest: Partial<LiveCall> = {}): LiveCall => ({
  callId,
  userId: "bob",
  direction: "outgoing",
  state: "connected",
  here: true,
  expiresInMs: null,
  ...rest,
});

test("a call that the server neither names nor has yet to hear of is forgotten", () => {
  assert.equal(isForgotten("a", [live("b")], new Set(["c"])), true);
  assert.equal(isForgotten("b", [live("b")], new Set(["c"])), false);
  assert.equal(isForgotten("c", [live("b")], new Set(["c"])), false);
});

test("calls from before a reload are hung up, but not what rings, nor what goes on here or elsewhere", () => {
  const rings = live("rings", { state: "ringing", direction: "incoming" });
  const placed = live("placed", { state: "ringing" });
  const elsewhere = live("elsewhere", { here: false });
  assert.deepEqual(endingsOfLeftovers("mine", [live("mine"), rings, placed, elsewhere, live("old")]), [
    { type: "call-hangup", recipientId: "bob", callId: "placed", reason: "lost" },
    { type: "call-hangup", recipientId: "bob", callId: "old", reason: "lost" },
  ]);
});
