import assert from "node:assert/strict";
import { test } from "node:test";
import { Link } from "./fake-link.ts";

test("a good call, second by second", async () => {
  const link = new Link();
  const quality = await link.seconds(3);
  assert.equal(link.told.length, 2, "the first sample has none before it");
  assert.deepEqual({ ...quality, mos: quality.mos?.toFixed(1) }, {
    mos: "4.4",
    level: 4,
    why: null,
    warnings: [],
    roundTripMs: 80,
    jitterMs: 2,
    lossPercent: 0,
    sentLossPercent: 0,
    concealedPercent: 0,
    bitrateKbps: 40,
    sentVideoKbps: 0,
    availableKbps: 3_000,
    freezes: 0,
    silent: false,
    frozen: false,
    relayed: false,
    audioOnly: false,
  });
});

test("5 % loss is seen and named within five seconds, and forgotten five seconds after", async () => {
  const link = new Link();
  await link.seconds(10);
  const bad = await link.seconds(5, { lost: 3 });
  assert.ok(bad.level < 4, `${bad.level}`);
  assert.equal(bad.why, "high_loss_received");
  const good = await link.seconds(5, { lost: 0 });
  assert.deepEqual([good.level, good.why], [4, null]);
});

test("when no sound comes any more that is the worst of levels, whatever else is well", async () => {
  const link = new Link();
  await link.seconds(5);
  const quality = await link.seconds(4, { silent: true });
  assert.deepEqual([quality.level, quality.why], [1, "no_audio_received"]);
});

test("on hold nothing is measured, nothing limited, and what was missed counts for nothing afterwards", async () => {
  const link = new Link().withCamera();
  await link.seconds(3);
  link.monitor.hold(true);
  const told = link.told.length;
  await link.seconds(30, { silent: true, concealed: 48_000 });
  assert.equal(link.told.length, told);
  link.monitor.hold(false);
  const quality = await link.seconds(5, { silent: false, concealed: 0 });
  assert.deepEqual([quality.level, quality.concealedPercent], [4, 0]);
});

test("a connection that is gone for a while, and one that begins to count anew, are not bad links", async () => {
  const link = new Link();
  await link.seconds(5);
  await link.seconds(5, { gone: true });
  link.replaced();
  const quality = await link.seconds(1, { gone: false });
  assert.deepEqual([quality.level, quality.lossPercent, quality.warnings], [4, null, []]);
});

test("the summary has medians, restarts, outages and every warning once", async () => {
  const link = new Link();
  assert.equal(link.monitor.summary(), null);
  await link.seconds(5);
  await link.seconds(4, { lost: 10, fragment: "efgh", candidateType: "relay" });
  link.monitor.iceStateChanged("disconnected");
  link.monitor.iceStateChanged("failed");
  await link.seconds(3, { lost: 0 });
  link.monitor.iceStateChanged("checking");
  await link.seconds(1);
  link.monitor.iceStateChanged("connected");
  await link.seconds(10);
  link.monitor.close();
  const summary = link.monitor.summary() ?? assert.fail("no summary");
  assert.ok(summary.mos > 4.2 && summary.worstMos < 2.5, `${summary.mos} ${summary.worstMos}`);
  const { roundTripMs, lossPercent, iceRestarts, reconnectingMs, relayed, warnings } = summary;
  assert.deepEqual(
    { roundTripMs, lossPercent, iceRestarts, reconnectingMs, relayed, warnings },
    {
      roundTripMs: 80,
      lossPercent: 0,
      iceRestarts: 1,
      reconnectingMs: 4_000,
      relayed: true,
      warnings: ["high_loss_received", "low_mos"],
    },
  );
});

test("an outage that lasts to the end counts", async () => {
  const link = new Link();
  await link.seconds(5);
  link.monitor.iceStateChanged("disconnected");
  await link.seconds(2);
  assert.equal(link.monitor.summary()?.reconnectingMs, 2_000);
});

test("after the end nothing runs and nothing is told", async () => {
  const link = new Link();
  await link.seconds(3);
  link.monitor.close();
  const told = link.told.length;
  await link.seconds(5);
  assert.deepEqual([link.clock.pending, link.told.length], [0, told]);
});
