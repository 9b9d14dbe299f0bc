import assert from "node:assert/strict";
import { test } from "node:test";
import type { Measure } from "../../src/quality/measure.ts";
import type { Warning } from "../../src/quality/quality.ts";
import { Warnings } from "../../src/quality/warnings.ts";

const FINE: Measure = {
  mos: 4.3,
  jitterMs: 5,
  roundTripMs: 60,
  lossPercent: 0,
  sentLossPercent: 0,
  concealedPercent: 0,
  bitrateKbps: 500,
  sentVideoKbps: 500,
  availableKbps: 3_000,
  relayed: false,
  freezes: 0,
  silent: false,
  frozen: false,
};

/** [what is just not bad, what is just bad] */
const THRESHOLDS: Record<Exclude<Warning, "low_bandwidth">, [Partial<Measure>, Partial<Measure>]> = {
  no_audio_received: [{ silent: false }, { silent: true }],
  high_loss_received: [{ lossPercent: 1 }, { lossPercent: 1.1 }],
  high_loss_sent: [{ sentLossPercent: 1 }, { sentLossPercent: 1.1 }],
  high_round_trip: [{ roundTripMs: 400 }, { roundTripMs: 401 }],
  high_jitter: [{ jitterMs: 30 }, { jitterMs: 31 }],
  frozen_video: [{ frozen: false }, { frozen: true }],
  low_mos: [{ mos: 3 }, { mos: 2.9 }],
};

function raised(samples: readonly Partial<Measure>[], certain: Warning | null = null): Warning[] {
  const warnings = new Warnings();
  return samples.map((sample) => warnings.add({ ...FINE, ...sample }, certain)).at(-1) ?? [];
}

for (const [warning, [fine, bad]] of Object.entries(THRESHOLDS)) {
  test(`${warning} is raised by the third bad second and cleared by the fifth good one`, () => {
    assert.deepEqual(raised(Array(9).fill(fine)), []);
    assert.deepEqual(raised([bad, bad]), []);
    assert.deepEqual(raised([bad, bad, bad]), [warning]);
    assert.deepEqual(raised([bad, bad, bad, fine, fine, fine, fine]), [warning]);
    assert.deepEqual(raised([bad, bad, bad, fine, fine, fine, fine, fine]), []);
  });
}

test("the gravest comes first", () => {
  const bad = { silent: true, jitterMs: 90, mos: 1 };
  assert.deepEqual(raised([bad, bad, bad]), ["no_audio_received", "high_jitter", "low_mos"]);
});

test("what is certain stands at once, in front, and once", () => {
  assert.deepEqual(raised([{}], "low_bandwidth"), ["low_bandwidth"]);
  assert.deepEqual(raised(Array(3).fill({ mos: 1 }), "low_bandwidth"), ["low_bandwidth", "low_mos"]);
  assert.deepEqual(raised(Array(3).fill({ sentLossPercent: 9 }), "high_loss_sent"), ["high_loss_sent"]);
});

test("what is not known is no reason to warn", () => {
  const unknown = { mos: null, jitterMs: null, roundTripMs: null, lossPercent: null, sentLossPercent: null };
  assert.deepEqual(raised(Array(9).fill(unknown)), []);
});
