import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallHangup, CallIceCandidate } from "../src/messages.gen.ts";
import { Outbox, OUTBOX_SIZE } from "../src/outbox.ts";

const candidate = (callId: string): CallIceCandidate => ({
  type: "call-ice-candidate",
  recipientId: "bob",
  callId,
  candidate: { candidate: "" },
});
const hangup = (callId: string): CallHangup => ({ type: "call-hangup", recipientId: "bob", callId });

test("messages come out in order, once", () => {
  const outbox = new Outbox();
  outbox.put(hangup("one"));
  outbox.put(candidate("two"));
  assert.deepEqual(outbox.takeAll(), [hangup("one"), candidate("two")]);
  assert.deepEqual(outbox.takeAll(), []);
});

test("when it is full the oldest candidate is lost first", () => {
  const outbox = new Outbox();
  outbox.put(hangup("kept"));
  outbox.put(candidate("lost"));
  for (let count = 2; count <= OUTBOX_SIZE; count += 1) outbox.put(candidate(String(count)));
  const waiting = outbox.takeAll();
  assert.equal(waiting.length, OUTBOX_SIZE);
  assert.deepEqual(waiting.slice(0, 2), [hangup("kept"), candidate("2")]);
});

test("with no candidates the oldest message is lost", () => {
  const outbox = new Outbox();
  for (let count = 0; count <= OUTBOX_SIZE; count += 1) outbox.put(hangup(String(count)));
  const waiting = outbox.takeAll();
  assert.equal(waiting.length, OUTBOX_SIZE);
  assert.deepEqual(waiting[0], hangup("1"));
});
