import type { CallRecord } from "../../src/index.ts";

/** A call of the history: one to bob that he did not take, unless told otherwise. */
export function pastCall(different: Partial<CallRecord> = {}): CallRecord {
  return {
    callId: crypto.randomUUID(),
    userId: "bob",
    direction: "outgoing",
    state: "ended",
    reason: "no_answer",
    missed: false,
    placedAt: "2026-11-03T00:00:00Z",
    connectedAt: null,
    endedAt: "2026-11-03T00:01:00Z",
    durationMs: null,
    quality: null,
    rating: null,
    ...different,
  };
}
