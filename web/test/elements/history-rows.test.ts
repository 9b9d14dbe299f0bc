import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallRecord } from "../../src/index.ts";
import { byDay, outcomeOf, withNewest, withOlder } from "../../src/elements/history-rows.ts";
import { pastCall } from "./past-call.ts";

const ids = ({ calls }: { calls: readonly CallRecord[] }): string[] => calls.map(({ callId }) => callId);

test("calls stand below the day on which they were placed, the newest first", () => {
  const calls = [
    pastCall({ placedAt: "2026-11-23T11:00:00Z" }),
    pastCall({ placedAt: "2026-11-23T09:00:00Z" }),
    pastCall({ placedAt: "2026-11-20T12:00:00Z" }),
  ];
  const days = byDay(calls, new Date("2026-11-23T12:00:00Z"), "en-GB");
  assert.deepEqual(days.map((day) => day.calls.length), [2, 1]);
  assert.equal(days[0]?.title, "Today");
});

test("an older page comes below, and what both pages have stands once", () => {
  const first = { calls: [pastCall({ callId: "c", placedAt: "2026-11-03T00:00:00Z" })], nextCursor: "1" };
  const page = {
    calls: [pastCall({ callId: "c", placedAt: "2026-11-03T00:00:00Z" }), pastCall({ callId: "b", placedAt: "2026-11-02T00:00:00Z" })],
    nextCursor: "2",
  };
  const both = withOlder(first, page);
  assert.deepEqual(ids(both), ["c", "b"]);
  assert.equal(both.nextCursor, "2");
});

test("the newest page is put before what is there, and takes its place where calls have changed", () => {
  const before = { calls: [pastCall({ callId: "b", state: "ringing", reason: null }), pastCall({ callId: "a", placedAt: "2026-11-01T00:00:00Z" })], nextCursor: "1" };
  const page = { calls: [pastCall({ callId: "c", placedAt: "2026-11-05T00:00:00Z" }), pastCall({ callId: "b" })], nextCursor: "9" };
  const now = withNewest(before, page);
  assert.deepEqual(ids(now), ["c", "b", "a"]);
  assert.equal(now.calls[1]?.state, "ended");
  assert.equal(now.nextCursor, "1");
});

test("a newest page that does not meet what is there begins anew, for there may be calls between", () => {
  const before = { calls: [pastCall({ callId: "a", placedAt: "2026-11-01T00:00:00Z" })], nextCursor: "1" };
  const page = { calls: [pastCall({ callId: "c", placedAt: "2026-11-05T00:00:00Z" })], nextCursor: "9" };
  assert.deepEqual(withNewest(before, page), page);
});

test("what became of a call: missed before all else, then its state, then why it ended", () => {
  const connectedAt = "2026-11-03T00:00:02Z";
  assert.equal(outcomeOf(pastCall({ missed: true, direction: "incoming", reason: "cancelled" })), "missed");
  assert.equal(outcomeOf(pastCall({ state: "ringing", reason: null })), "ringing");
  assert.equal(outcomeOf(pastCall({ state: "reconnecting", reason: null })), "under_way");
  assert.equal(outcomeOf(pastCall({ connectedAt, reason: "completed" })), "outgoing");
  assert.equal(outcomeOf(pastCall({ connectedAt, reason: "completed", direction: "incoming" })), "incoming");
  assert.equal(outcomeOf(pastCall({ connectedAt, reason: "lost" })), "lost");
  assert.equal(outcomeOf(pastCall({ reason: "declined" })), "declined");
  assert.equal(outcomeOf(pastCall({ reason: "declined", direction: "incoming" })), "declined_incoming");
  assert.equal(outcomeOf(pastCall({ reason: "busy", direction: "incoming" })), "busy_incoming");
  assert.equal(outcomeOf(pastCall({ reason: "of_a_newer_server" })), "of_a_newer_server");
});
