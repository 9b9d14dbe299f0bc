import assert from "node:assert/strict";
import { test } from "node:test";
import { levelOf, meanOpinionScore } from "../../src/quality/e-model.ts";

const GOOD = { roundTripMs: 40, jitterMs: 20, lossPercent: 0 };
const mos = (change: Partial<typeof GOOD>): number => meanOpinionScore({ ...GOOD, ...change });

test("scores of links that are known by feel", () => {
  const cases: [Partial<typeof GOOD>, number, number][] = [
    [{}, 4.36, 4],
    [{ roundTripMs: 200 }, 4.31, 4],
    [{ roundTripMs: 600 }, 3.19, 2],
    [{ lossPercent: 1 }, 4.27, 4],
    [{ lossPercent: 5, roundTripMs: 100 }, 3.7, 3],
    [{ lossPercent: 10, roundTripMs: 200 }, 2.9, 2],
    [{ lossPercent: 20 }, 2.28, 1],
    [{ jitterMs: 100 }, 3.95, 3],
    [{ jitterMs: 150 }, 3.33, 2],
    [{ roundTripMs: 1_200 }, 1.3, 1],
    [{ lossPercent: 100, roundTripMs: 3_000 }, 1, 1],
  ];
  for (const [change, expected, level] of cases) {
    const score = mos(change);
    assert.ok(Math.abs(score - expected) < 0.06, `${JSON.stringify(change)}: ${score}, not ${expected}`);
    assert.equal(levelOf(score), level, JSON.stringify(change));
  }
});

test("each impairment only ever makes it worse, and never leaves 1 to 4.5", () => {
  for (const impairment of ["roundTripMs", "jitterMs", "lossPercent"] as const) {
    let last = 4.5;
    for (let value = 0; value <= 100; value += 1) {
      const score = mos({ [impairment]: impairment === "lossPercent" ? value : value * 40 });
      assert.ok(score <= last && score >= 1, `${impairment} ${value}: ${score} after ${last}`);
      last = score;
    }
  }
});

test("the levels begin at R = 50, 70 and 80 of G.107 Annex B", () => {
  const score = (r: number): number => 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r);
  assert.deepEqual([49, 51, 69, 71, 79, 81].map((r) => levelOf(score(r))), [1, 2, 2, 3, 3, 4]);
});
