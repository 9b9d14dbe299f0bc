import assert from "node:assert/strict";
import { test } from "node:test";
import { clockTime, hueOf, initialOf, spokenTime } from "../../src/elements/format.ts";

test("a duration is minutes and seconds, and hours where there are any", () => {
  assert.equal(clockTime(0), "0:00");
  assert.equal(clockTime(151_999), "2:31");
  assert.equal(clockTime(3_751_000), "1:02:31");
  assert.equal(clockTime(-5), "0:00");
});

test("a duration is spoken in the language of the page, without what is nought", () => {
  assert.equal(spokenTime(151_000, "en"), "2 minutes, 31 seconds");
  assert.equal(spokenTime(3_600_000, "de"), "1 Stunde");
  assert.equal(spokenTime(200, "es"), "0 segundos");
});

test("an initial is what people take for a letter", () => {
  assert.equal(initialOf(" bob"), "B");
  assert.equal(initialOf("👩‍🚀 Ada"), "👩‍🚀");
  assert.equal(initialOf(""), "");
});

test("a name has one colour, and names that are alike have others", () => {
  assert.equal(hueOf("alice"), hueOf("alice"));
  assert.ok(Math.abs(hueOf("bob") - hueOf("boc")) > 20);
});
