import assert from "node:assert/strict";
import { test } from "node:test";
import { QualityWatch } from "../../src/call/quality-watch.ts";
import { loadWatching } from "../../src/parts.ts";
import type { QualityConfig } from "../../src/quality/monitor.ts";
import { VirtualClock } from "../virtual-clock.ts";

function rig(load = loadWatching): { watch: QualityWatch; clock: VirtualClock; asked: () => number } {
  const clock = new VirtualClock();
  let asked = 0;
  const getStats = async (): Promise<RTCStatsReport> => ((asked += 1), new Map());
  const config: QualityConfig = { clock, getStats, onQuality: () => undefined };
  return { watch: new QualityWatch(config, load), clock, asked: () => asked };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a call is watched from its first connection on, second by second, until it ends", async () => {
  const { watch, clock, asked } = rig();
  watch.iceStateChanged("checking");
  await turn();
  await clock.advance(2_000);
  assert.equal(asked(), 0);
  watch.iceStateChanged("connected");
  watch.iceStateChanged("completed");
  await turn();
  for (let second = 0; second < 3; second += 1) await clock.advance(1_000);
  assert.equal(asked(), 3);
  watch.close();
  await clock.advance(5_000);
  assert.equal(asked(), 3);
});

test("a call that was held while its monitor was loaded is not measured", async () => {
  const { watch, clock, asked } = rig();
  watch.iceStateChanged("connected");
  watch.hold(true);
  await turn();
  await clock.advance(3_000);
  assert.equal(asked(), 0);
});

test("a monitor that cannot be loaded is tried again with the next connection", async () => {
  let tries = 0;
  const { watch, clock, asked } = rig(() => ((tries += 1) === 1 ? Promise.reject(new TypeError("offline")) : loadWatching()));
  watch.iceStateChanged("connected");
  await turn();
  await clock.advance(1_000);
  assert.equal(asked(), 0);
  watch.iceStateChanged("disconnected");
  watch.iceStateChanged("connected");
  await turn();
  await clock.advance(1_000);
  assert.equal(asked(), 1);
});

test("a call that ends while its monitor is loaded has none", async () => {
  const { watch, clock, asked } = rig();
  watch.iceStateChanged("connected");
  assert.equal(watch.close(), null);
  await turn();
  await clock.advance(2_000);
  assert.equal(asked(), 0);
  assert.equal(clock.pending, 0);
});
