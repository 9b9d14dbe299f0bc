import assert from "node:assert/strict";
import { test } from "node:test";
import { Link } from "./fake-link.ts";

test("video yields, which is poor quality and says why, and comes back", async () => {
  const link = new Link().withCamera();
  await link.seconds(8);
  assert.equal(link.encoding["active"], true);
  const bad = await link.seconds(1, { availableKbps: 100 });
  assert.deepEqual([bad.audioOnly, bad.level, bad.why, link.encoding["active"]], [true, 2, "low_bandwidth", false]);
  const good = await link.seconds(15, { availableKbps: 3_000 });
  assert.deepEqual([good.audioOnly, good.level, link.encoding["active"]], [false, 4, true]);
});

test("video that yields to loss says so", async () => {
  const link = new Link().withCamera();
  await link.seconds(8);
  const quality = await link.seconds(6, { sentLoss: 0.1 });
  assert.deepEqual([quality.audioOnly, quality.why], [true, "high_loss_sent"]);
});

test("a longer way after a change of path is not a queue; on the same path it is", async () => {
  const [moved, jammed] = [new Link().withCamera(), new Link().withCamera()];
  await Promise.all([moved.seconds(8), jammed.seconds(8)]);
  assert.equal((await moved.seconds(5, { path: "relay", roundTrip: 0.9 })).audioOnly, false);
  assert.equal((await jammed.seconds(5, { roundTrip: 0.9 })).audioOnly, true);
});

test("without a camera there is nothing to yield, and with one later it begins with all there is", async () => {
  const link = new Link();
  assert.equal((await link.seconds(10, { availableKbps: 40 })).audioOnly, false);
  link.withCamera();
  await link.seconds(1, { availableKbps: 3_000 });
  assert.equal(link.encoding["maxBitrate"], 2_000_000);
});

test("the picture is sent no larger than it is shown", async () => {
  const link = new Link().withCamera();
  link.monitor.showAt(200);
  await link.seconds(3);
  assert.equal(link.encoding["scaleResolutionDownBy"], 720 / 270);
  link.monitor.showAt(2_000);
  await link.seconds(1);
  assert.equal(link.encoding["scaleResolutionDownBy"], 1);
});
