import assert from "node:assert/strict";
import { test } from "node:test";
import { EarlyMessages } from "../demo/early-messages.ts";
import type { ForwardedIceCandidate, ForwardedOffer } from "../src/messages.gen.ts";

const offer: ForwardedOffer = { type: "call-offer", senderId: "bob", callId: "a", sdp: "v=0" };
const invitation: ForwardedOffer = { type: "call-offer", senderId: "bob", callId: "a", media: { video: true } };
const candidate = (line: string): ForwardedIceCandidate => ({
  type: "call-ice-candidate",
  senderId: "bob",
  callId: "a",
  candidate: { candidate: line },
});

test("what came early is kept in order, and given out once", () => {
  const early = new EarlyMessages();
  assert.equal(early.described, false);
  early.put(offer);
  early.put(candidate("1"));
  assert.equal(early.described, true);
  assert.deepEqual(early.takeAll(), [offer, candidate("1")]);
  assert.deepEqual(early.takeAll(), []);
});

test("an offer that rings again takes the place of the first, with its candidates", () => {
  const early = new EarlyMessages();
  for (const message of [offer, candidate("1"), offer, candidate("1"), candidate("2")]) early.put(message);
  assert.deepEqual(early.takeAll(), [offer, candidate("1"), candidate("2")]);
});

test("an invitation cannot be answered yet, and takes nothing away", () => {
  const early = new EarlyMessages();
  early.put(invitation);
  assert.equal(early.described, false);
  early.put(offer);
  early.put(invitation);
  assert.equal(early.described, true);
});

test("whoever sends more than a call has is not heard", () => {
  const early = new EarlyMessages();
  for (let count = 0; count < 1_000; count += 1) early.put(candidate(String(count)));
  assert.equal(early.takeAll().length, 256);
});
