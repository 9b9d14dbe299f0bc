import assert from "node:assert/strict";
import { test } from "node:test";
import { shownHeight } from "../../../src/elements/behaviour/shown-height.ts";

test("a picture is asked for at the next step above what it is shown at", () => {
  assert.deepEqual([90, 180, 181, 500, 720].map((height) => shownHeight(height, 1)), [180, 180, 270, 540, 720]);
});

test("a dense screen shows more in the same box", () => {
  assert.equal(shownHeight(170, 2), 360);
});

test("without a picture, and above the last step, there is no limit", () => {
  assert.deepEqual([shownHeight(0, 2), shownHeight(721, 1)], [null, null]);
});
