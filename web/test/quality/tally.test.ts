import assert from "node:assert/strict";
import { test } from "node:test";
import type { Measure } from "../../src/quality/measure.ts";
import { Tally } from "../../src/quality/tally.ts";

function figures(seconds: readonly Partial<Measure>[]): ReturnType<Tally["figures"]> {
  const tally = new Tally();
  const silent = { mos: null, roundTripMs: null, jitterMs: null, lossPercent: null, concealedPercent: null };
  for (const second of seconds) tally.add({ ...silent, bitrateKbps: 0, ...second } as Measure);
  return tally.figures();
}

test("a call in which nothing was heard has no figures", () => {
  assert.equal(figures([]), null);
  assert.equal(figures([{ bitrateKbps: 300 }]), null);
});

test("medians, in which seconds that say nothing do not count, and the worst score of all", () => {
  const result = figures([
    { mos: 4, roundTripMs: 100 },
    { mos: 1.5, lossPercent: 30 },
    { mos: 4.3, lossPercent: 0, bitrateKbps: 64 },
    { mos: 4.2, lossPercent: 2, bitrateKbps: 90 },
    { mos: null, roundTripMs: 300, bitrateKbps: 10 },
  ]);
  const expected = { mos: 4.2, worstMos: 1.5, roundTripMs: 300, lossPercent: 2, bitrateKbps: 10 };
  assert.deepEqual(result, { ...expected, jitterMs: 0, concealedPercent: 0 });
});

test("a day is kept in bounded memory, and its median stays near the truth", () => {
  const tally = new Tally();
  for (let second = 0; second < 86_400; second += 1) {
    tally.add({ mos: 1 + (second / 86_400) * 3, bitrateKbps: second } as Measure);
  }
  const { mos, worstMos, bitrateKbps } = tally.figures() ?? assert.fail("no figures");
  assert.ok(Math.abs(mos - 2.5) < 0.02, `${mos}`);
  assert.ok(Math.abs(bitrateKbps - 43_200) < 500, `${bitrateKbps}`);
  assert.equal(worstMos, 1);
  assert.ok(tally.kept <= 512);
});
