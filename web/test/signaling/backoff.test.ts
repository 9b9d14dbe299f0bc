import assert from "node:assert/strict";
import { test } from "node:test";
import { backoff } from "../../src/signaling/backoff.ts";

const delays = (random: number): number[] =>
  [0, 1, 2, 3, 4, 5, 6, 50].map((failures) => backoff(failures, () => random));

test("the delays grow, and then stay", () => {
  assert.deepEqual(delays(0), [0, 300, 1_200, 2_700, 4_800, 7_000, 7_000, 7_000]);
});

test("from the third on there is up to a second more", () => {
  assert.deepEqual(delays(0.5), [0, 300, 1_700, 3_200, 5_300, 7_500, 7_500, 7_500]);
});

test("in a call nobody waits for longer than 5.8 s", () => {
  const inCall = [3, 4, 5, 50].map((failures) => backoff(failures, () => 1, true));
  assert.deepEqual(inCall, [3_700, 5_800, 5_800, 5_800]);
});
