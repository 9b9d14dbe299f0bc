import type { CallRecord, CallSnapshot, MediaState, Quality, Snapshot } from "../src/index.ts";

/** What a side does that only talks. */
export const TALKING: MediaState = { audio: true, video: false, screen: null, hold: false, reconnecting: false, shownHeight: null };
/** What a side does that is seen as well. */
export const SEEN: MediaState = { ...TALKING, video: true };

/** A call with Bob that has gone on for some minutes, by voice, unless told otherwise. */
export function callWith(different: Partial<CallSnapshot> = {}): CallSnapshot {
  const video = different.withVideo ?? false;
  return {
    callId: "c1",
    userId: "bob",
    direction: "outgoing",
    withVideo: video,
    phase: "connected",
    reason: null,
    connectedAt: performance.now() - 151_000,
    endedAt: null,
    devices: 1,
    expiresAt: null,
    own: video ? SEEN : TALKING,
    other: video ? SEEN : TALKING,
    received: { audio: true, video, screen: false },
    quality: qualityOf(4),
    notice: null,
    trouble: null,
    ...different,
  };
}

/** Alice, connected, with some others who are online. */
export function aliceWith(different: Partial<Snapshot> = {}): Snapshot {
  return {
    connection: "open",
    userId: "alice",
    online: new Set(["alice", "bob", "carol", "dmitri"]),
    calls: [],
    note: null,
    soundBlocked: false,
    ...different,
  };
}

/** How good a call of this level is, at a moment in seconds. */
export function qualityOf(level: Quality["level"], at = 0): Quality {
  const wave = (Math.sin(at / 7) + Math.sin(at / 3.1)) / 2;
  const bad = 4 - level;
  return {
    level,
    why: bad > 1 ? "high_loss_received" : null,
    warnings: bad > 1 ? ["high_loss_received"] : [],
    audioOnly: level === 1,
    mos: 4.4 - bad,
    roundTripMs: 38 + bad * 140 + wave * 9,
    jitterMs: 4 + bad * 16 + wave * 2,
    lossPercent: Math.max(0, bad * 4 + wave),
    sentLossPercent: bad * 2,
    concealedPercent: bad,
    bitrateKbps: (1_640 + wave * 160) / (1 + bad),
    sentVideoKbps: 1_200 / (1 + bad),
    availableKbps: 3_000 / (1 + bad),
    relayed: false,
    freezes: 0,
    silent: false,
    frozen: false,
  };
}

/** A call of the history, `minutes` ago. */
export function pastCall(userId: string, minutes: number, different: Partial<CallRecord> = {}): CallRecord {
  const placedAt = new Date(Date.now() - minutes * 60_000).toISOString();
  return {
    callId: `${userId}-${minutes}`,
    userId,
    direction: "outgoing",
    state: "ended",
    reason: "completed",
    missed: false,
    placedAt,
    connectedAt: placedAt,
    endedAt: placedAt,
    durationMs: 151_000,
    quality: null,
    rating: null,
    ...different,
  };
}
