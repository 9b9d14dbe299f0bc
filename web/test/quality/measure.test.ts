import assert from "node:assert/strict";
import { test } from "node:test";
import { measure, type Measure } from "../../src/quality/measure.ts";
import type { Sample } from "../../src/quality/sample.ts";

const BEFORE: Sample = {
  heard: 1_000,
  packets: 3_000,
  lost: 10,
  samples: 480_000,
  concealed: 960,
  bytes: 500_000,
  videoBytes: 400_000,
  frames: 600,
  freezes: 1,
  videoBytesSent: 300_000,
  jitterMs: 3,
  roundTripMs: 80,
  sentLossPercent: 0,
  availableKbps: 2_000,
  relayed: false,
  path: "pair",
  fragment: "abcd",
};

/** One second of 50 packets of sound and 50 of picture. */
const SECOND: Sample = {
  ...BEFORE,
  heard: 1_050,
  packets: 3_100,
  samples: 528_000,
  bytes: 562_500,
  videoBytes: 450_000,
  frames: 630,
  videoBytesSent: 362_500,
};

const of = (change: Partial<Sample>, seconds = 1): Measure => measure(BEFORE, { ...SECOND, ...change }, seconds);

test("rates are per second, whatever lies between the samples", () => {
  assert.deepEqual([of({}).bitrateKbps, of({}).sentVideoKbps], [500, 500]);
  assert.deepEqual([of({}, 2).bitrateKbps, of({}, 2).sentVideoKbps], [250, 250]);
});

test("loss is of what was sent, concealment of what was played", () => {
  assert.equal(of({ packets: 3_095, lost: 15 }).lossPercent, 5);
  assert.equal(of({ concealed: 960 + 4_800 }).concealedPercent, 10);
});

test("the score suffers from what is lost on either way, and from what had to be made up", () => {
  const good = of({}).mos ?? assert.fail();
  for (const bad of [{ lost: 20 }, { sentLossPercent: 10 }, { concealed: 9_600 }, { roundTripMs: 500 }, { jitterMs: 90 }]) {
    const { mos } = of(bad);
    assert.ok(mos !== null && mos < good - 0.2, `${JSON.stringify(bad)} ${mos}`);
  }
});

test("nothing is said of what cannot be known", () => {
  const none = of({ heard: 0, packets: 3_000, lost: 10, samples: 480_000, roundTripMs: null, jitterMs: null });
  assert.deepEqual([none.mos, none.lossPercent, none.concealedPercent], [null, null, null]);
});

test("no sound is told from a call that has not had any", () => {
  assert.equal(of({ heard: 1_000 }).silent, true);
  assert.equal(of({}).silent, false);
  assert.equal(measure({ ...BEFORE, heard: 0 }, { ...SECOND, heard: 0 }, 1).silent, false);
});

test("a picture is frozen when the engine counts it, or when data comes and no frame", () => {
  assert.deepEqual([of({}).frozen, of({}).freezes], [false, 0]);
  assert.deepEqual([of({ freezes: 3 }).frozen, of({ freezes: 3 }).freezes], [true, 2]);
  assert.equal(of({ frames: 600 }).frozen, true);
  assert.equal(of({ frames: 600, videoBytes: 400_000 }).frozen, false, "none is being sent");
});

test("counters that begin anew count for nothing", () => {
  const anew = of({ heard: 5, packets: 10, lost: 0, samples: 480, concealed: 0, bytes: 1_000, freezes: 0 });
  assert.deepEqual([anew.lossPercent, anew.concealedPercent, anew.bitrateKbps, anew.freezes], [null, null, 0, 0]);
});
