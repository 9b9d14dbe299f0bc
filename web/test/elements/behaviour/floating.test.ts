import assert from "node:assert/strict";
import { test } from "node:test";
import { MARGIN, moved, within } from "../../../src/elements/behaviour/floating.ts";

const size = { width: 300, height: 200 };
const page = { width: 1_000, height: 700 };

test("arrow keys move the small window, further with Shift, and other keys do not", () => {
  const place = { right: 100, bottom: 100 };
  assert.deepEqual(moved(place, "ArrowLeft", false), { right: 124, bottom: 100 });
  assert.deepEqual(moved(place, "ArrowDown", false), { right: 100, bottom: 76 });
  assert.deepEqual(moved(place, "ArrowUp", true), { right: 100, bottom: 220 });
  assert.equal(moved(place, "Enter", false), null);
});

test("the small window never leaves the page", () => {
  assert.deepEqual(within({ right: -50, bottom: 9_999 }, size, page), { right: MARGIN, bottom: 700 - 200 - MARGIN });
  assert.deepEqual(within({ right: 40, bottom: 60 }, size, page), { right: 40, bottom: 60 });
});

test("on a page that is smaller than the window its corner stays in sight", () => {
  assert.deepEqual(within({ right: 40, bottom: 60 }, size, { width: 200, height: 100 }), { right: MARGIN, bottom: MARGIN });
});
