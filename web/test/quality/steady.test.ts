import assert from "node:assert/strict";
import { test } from "node:test";
import { Steady } from "../../src/quality/steady.ts";

function shown(samples: readonly number[]): number[] {
  const steady = new Steady(4);
  return samples.map((sample) => steady.add(sample));
}

test("falls with the third bad sample, also when good ones lie between", () => {
  assert.deepEqual(shown([1, 1, 1, 1]), [4, 4, 1, 1]);
  assert.deepEqual(shown([1, 4, 1, 4, 1]), [4, 4, 4, 4, 1]);
});

test("two bad samples in five change nothing", () => {
  assert.deepEqual(shown([1, 4, 4, 1, 4, 4, 4, 1]), Array(8).fill(4));
});

test("rises when five in a row were good, and starts anew after one that was not", () => {
  assert.deepEqual(shown([1, 1, 1, 4, 4, 4, 4, 4]).slice(2), [1, 1, 1, 1, 1, 4]);
  assert.deepEqual(shown([1, 1, 1, 4, 4, 4, 1, 4, 4, 4, 4]).slice(2), Array(9).fill(1));
});

test("falls no further than three samples say, and rises as far as the worst of five", () => {
  assert.deepEqual(shown([3, 1, 2]), [4, 4, 3]);
  assert.deepEqual(shown([1, 1, 1, 3, 4, 2, 4, 3]).at(-1), 2);
});
