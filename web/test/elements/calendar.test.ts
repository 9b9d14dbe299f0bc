import assert from "node:assert/strict";
import { test } from "node:test";
import { dayOf, timeOf } from "../../src/elements/calendar.ts";

process.env["TZ"] = "Europe/Berlin"; // where clocks are changed

const NOON = new Date(2026, 10, 23, 12, 0);

test("the two latest days have names, the others dates, and the year stands where it is another", () => {
  assert.equal(dayOf(new Date(2026, 10, 23, 0, 1), NOON, "en"), "Today");
  assert.equal(dayOf(new Date(2026, 10, 22, 23, 59), NOON, "de"), "Gestern");
  assert.match(dayOf(new Date(2026, 10, 16), NOON, "en-GB"), /^Monday,? 16 November$/);
  assert.match(dayOf(new Date(2026, 10, 16), NOON, "es"), /^Lunes,? 16 de noviembre$/);
  assert.match(dayOf(new Date(2025, 11, 31), NOON, "en-GB"), /^Wednesday,? 31 December 2025$/);
});

test("a day of 23 or 25 hours is one day", () => {
  assert.equal(dayOf(new Date(2026, 9, 25, 23, 59), new Date(2026, 9, 26, 23, 59), "en"), "Yesterday");
  assert.equal(dayOf(new Date(2026, 2, 29, 23, 59), new Date(2026, 2, 30, 3, 0), "en"), "Yesterday");
});

test("the time of day is written as the language does", () => {
  const morning = new Date(2026, 10, 23, 7, 5);
  assert.equal(timeOf(morning, "de"), "07:05");
  assert.equal(timeOf(morning, "en-GB"), "07:05");
  assert.equal(timeOf(morning, "es"), "7:05");
  assert.match(timeOf(morning, "en-US"), /^7:05\sAM$/u);
  assert.equal(timeOf(new Date(2026, 10, 23, 14, 5), "de"), "14:05");
});
