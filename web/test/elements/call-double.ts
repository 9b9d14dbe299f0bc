import type { Call, CallSnapshot, MediaState } from "../../src/index.ts";

export const TALKING: MediaState = { audio: true, video: false, screen: null, hold: false, reconnecting: false, shownHeight: null };

/** A snapshot of a voice call to bob that is under way, with what is different. */
export function snapshotWith(different: Partial<CallSnapshot> = {}): CallSnapshot {
  return {
    callId: "c1",
    userId: "bob",
    direction: "outgoing",
    withVideo: false,
    phase: "connected",
    reason: null,
    connectedAt: 0,
    endedAt: null,
    devices: 1,
    expiresAt: null,
    own: TALKING,
    other: TALKING,
    received: { audio: true, video: false, screen: false },
    quality: null,
    notice: null,
    trouble: null,
    ...different,
  };
}

/** A call of which only the snapshot is looked at; it can be given another one. */
export function callWith(different: Partial<CallSnapshot> = {}): Call & { snapshot: CallSnapshot } {
  return { snapshot: snapshotWith(different) } as unknown as Call & { snapshot: CallSnapshot };
}
