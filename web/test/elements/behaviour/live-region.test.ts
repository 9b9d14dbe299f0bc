import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveRegion } from "../../../src/elements/behaviour/live-region.ts";
import { VirtualClock } from "../../virtual-clock.ts";

function rig(): { region: LiveRegion; clock: VirtualClock; heard: (urgent: boolean) => string[] } {
  const clock = new VirtualClock();
  const host = { addController: () => undefined, removeController: () => undefined, requestUpdate: () => undefined };
  const region = new LiveRegion({ ...host, updateComplete: Promise.resolve(true) }, clock);
  return { region, clock, heard: (urgent) => region.said(urgent).map(({ text }) => text) };
}

test("of several things said at once each is heard, in its order, whether it is urgent or not", () => {
  const { region, heard } = rig();
  for (const [text, urgent] of [["one", false], ["two", true], ["three", false]] as const) region.say({ text, urgent });
  assert.deepEqual([heard(false), heard(true)], [["one", "three"], ["two"]]);
});

test("the same said again is said again", () => {
  const { region, heard } = rig();
  region.say({ text: "one", urgent: false });
  region.say({ text: "one", urgent: false });
  assert.deepEqual(heard(false), ["one", "one"]);
  assert.equal(new Set(region.said(false)).size, 2);
});

test("what was said goes a moment after something else was said, which stays", async () => {
  const { region, clock, heard } = rig();
  region.say({ text: "one", urgent: true });
  region.say({ text: "two", urgent: false });
  await clock.advance(60_000);
  assert.deepEqual([heard(false), heard(true)], [["two"], []]);
});
