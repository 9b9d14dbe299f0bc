import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../src/clock.ts";

test("the browser's timer is asked for no more than it can hold", (context) => {
  const { mock } = context.mock.method(globalThis, "setTimeout", () => 1);
  systemClock.after(2 ** 40, () => undefined);
  assert.equal(mock.calls[0]?.arguments[1], 2 ** 31 - 1);
});

test("a timer can be taken back", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const ran: string[] = [];
  systemClock.after(10, () => ran.push("kept"));
  systemClock.after(10, () => ran.push("taken back"))();
  context.mock.timers.tick(10);
  assert.deepEqual(ran, ["kept"]);
});

test("now() never goes back", () => {
  const before = systemClock.now();
  assert.ok(systemClock.now() >= before);
});
