import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleOf } from "../../src/quality/sample.ts";
import chromium from "./recorded-chromium.json";
import firefox from "./recorded-firefox.json";

type Row = { readonly id: string; readonly type: string; readonly timestamp: number } & Record<string, unknown>;

const report = (rows: readonly Row[]): RTCStatsReport => new Map(rows.map((row) => [row.id, row]));

/** The same rows, with something else in those of a type. */
function changed(rows: readonly Row[], type: string, change: (row: Row) => object): RTCStatsReport {
  return report(rows.map((row) => (row.type === type ? { ...row, ...change(row) } : row)));
}

test("a report of Chromium, recorded after a bad link", () => {
  const { availableKbps, path, ...sample } = sampleOf(report(chromium));
  assert.ok(Math.abs((availableKbps ?? 0) - 310) < 1);
  assert.ok(path);
  assert.deepEqual(sample, {
    heard: 2_368,
    packets: 2_368 + 1_447,
    lost: 52 + 25,
    samples: 2_322_240,
    concealed: 39_301 - 15_480,
    bytes: 295_042 + 1_002_170,
    videoBytes: 1_002_170,
    frames: 545,
    freezes: 3,
    videoBytesSent: 877_396,
    jitterMs: 1,
    roundTripMs: 1.236,
    sentLossPercent: 0,
    relayed: false,
    fragment: "hXaZ",
  });
});

test("a report of Firefox, which estimates no bitrate", () => {
  const { path, ...sample } = sampleOf(report(firefox));
  assert.ok(path);
  assert.deepEqual(sample, {
    heard: 2_253,
    packets: 2_253 + 76,
    lost: 35,
    samples: 2074560,
    concealed: 85_311 - 60_240,
    bytes: 273_511 + 45_324,
    videoBytes: 45_324,
    frames: 75,
    freezes: 0,
    videoBytesSent: 310_885,
    jitterMs: 1,
    roundTripMs: 2.365,
    sentLossPercent: 0,
    availableKbps: null,
    relayed: false,
    fragment: "5f075a4a",
  });
});

test("a Firefox that tells no transport marks the pair in use", () => {
  const older = firefox.filter(({ type }) => type !== "transport");
  assert.equal(sampleOf(report(older)).path, sampleOf(report(firefox)).path);
});

test("the worse of what the other side reports of sound and picture counts", () => {
  const lossy = changed(chromium, "remote-inbound-rtp", ({ kind }) => ({ fractionLost: kind === "audio" ? 0.02 : 0.05 }));
  assert.equal(sampleOf(lossy).sentLossPercent, 5);
});

test("a report that is older than six seconds says nothing", () => {
  const old = changed(chromium, "remote-inbound-rtp", ({ timestamp }) => ({ timestamp: timestamp - 6_000, fractionLost: 0.5 }));
  assert.equal(sampleOf(old).sentLossPercent, null);
});

test("through a relay", () => {
  assert.equal(sampleOf(changed(chromium, "local-candidate", () => ({ candidateType: "relay" }))).relayed, true);
});

test("before there is anything, nothing is known and nothing counted", () => {
  const { jitterMs, roundTripMs, sentLossPercent, availableKbps, relayed, packets, bytes } = sampleOf(report([]));
  assert.deepEqual([jitterMs, roundTripMs, sentLossPercent, availableKbps, relayed], Array(5).fill(null));
  assert.deepEqual([packets, bytes], [0, 0]);
});
