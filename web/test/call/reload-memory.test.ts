import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { Pair, rest } from "./call-rig.ts";

type Listener = (event: Event) => void;

/** What the pages of a test listen to, ann's before bob's. */
const listeners: { readonly type: string; readonly listener: Listener }[] = [];
const kept = new Map<string, string>();
const sessionStorage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
};
const globals = {
  sessionStorage,
  addEventListener: (type: string, listener: Listener) => void listeners.push({ type, listener }),
};

beforeEach(() => {
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true });
});
afterEach(() => {
  kept.clear();
  listeners.length = 0;
  for (const name of Object.keys(globals)) Reflect.deleteProperty(globalThis, name);
});

test("a page that is loaded again is muted, on hold and with a camera as it was; a page that goes ends nothing", async (t) => {
  const pair = await (await Pair.of(t)).talk();
  const ofAnn = listeners.slice(0, listeners.length / 2);
  await pair.clock.advance(30_000);
  await pair.ann.call.camera(true);
  pair.ann.call.mute(true);
  pair.ann.call.hold();
  await rest();
  const { connectedAt } = pair.ann.snapshot;
  for (const { type, listener } of ofAnn) if (type === "pagehide") listener(new Event(type));
  await rest();
  assert.deepEqual([pair.ann.phases, pair.bob.phases], [["connected"], ["connected"]]);
  pair.reload("ann");
  await rest();
  const { ann } = pair;
  assert.deepEqual(ann.captured[0]?.asked, [{ audio: true, video: true }]);
  assert.deepEqual([ann.captured[0]?.muted, ann.captured[0]?.held], [true, true]);
  const { audio, video, hold } = ann.snapshot.own;
  assert.deepEqual([audio, video, hold], [false, true, true]);
  assert.ok(Math.abs((ann.snapshot.connectedAt ?? 0) - (connectedAt ?? 0)) < 0.01);
  assert.equal(kept.get("ringback-calls"), undefined, "a duplicated tab finds nothing");
  await pair.connect();
  ann.call.mute(false);
  await rest();
  assert.deepEqual([ann.snapshot.own.audio, pair.bob.snapshot.other.audio], [true, true]);
});

test("where nothing is remembered the camera stays off", async (t) => {
  const pair = await (await Pair.of(t)).talk(true);
  pair.reload("ann");
  await rest();
  assert.deepEqual(pair.ann.captured[0]?.asked, [{ audio: true, video: false }]);
  assert.equal(pair.ann.captured[0]?.muted, false);
});
