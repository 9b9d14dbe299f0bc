import assert from "node:assert/strict";
import { test } from "node:test";
import type { Quality } from "../../src/index.ts";
import { QualityHistory } from "../../src/elements/quality-history.ts";
import { callWith, snapshotWith } from "./call-double.ts";

const measured = (roundTripMs: number | null): Quality =>
  ({ roundTripMs, lossPercent: 1, jitterMs: 2, bitrateKbps: 3 }) as Quality;

test("the quality of a call is kept second by second, from its first moment on", () => {
  const history = new QualityHistory();
  const call = callWith({ quality: measured(40) });
  history.add(call, 10_000);
  history.add(call, 10_400);
  call.snapshot = snapshotWith({ quality: measured(null) });
  history.add(call, 11_000);
  const { times, roundTripMs, bitrateKbps } = history.series(call);
  assert.deepEqual([times, roundTripMs, bitrateKbps], [[0, 1], [40, null], [3, 3]]);
});

test("each call has its own, and two hours are the most", () => {
  const history = new QualityHistory();
  const call = callWith();
  for (let second = 0; second < 7_300; second++) {
    call.snapshot = snapshotWith({ quality: measured(second) });
    history.add(call, second * 1_000);
  }
  const { times, jitterMs } = history.series(call);
  assert.deepEqual([times.length, times[0], jitterMs.length], [7_200, 100, 7_200]);
  assert.deepEqual(history.series(callWith()).times, []);
});
