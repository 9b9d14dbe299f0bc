import assert from "node:assert/strict";
import { test } from "node:test";
import { Lifetime } from "../src/lifetime.ts";
import { settle, VirtualClock } from "./virtual-clock.ts";

const closed = { name: "InvalidStateError" };

test("a promise that never settles is given up at the end", async () => {
  const lifetime = new Lifetime(new VirtualClock());
  const waiting = lifetime.until(new Promise(() => undefined));
  lifetime.end();
  await assert.rejects(waiting, closed);
});

test("what settles at the very end comes too late", async () => {
  const lifetime = new Lifetime(new VirtualClock());
  const waiting = lifetime.until(Promise.resolve("just in time"));
  lifetime.end();
  await assert.rejects(waiting, closed);
});

test("until() passes on what settles first", async () => {
  const lifetime = new Lifetime(new VirtualClock());
  assert.equal(await lifetime.until(Promise.resolve(7)), 7);
  await assert.rejects(lifetime.until(Promise.reject(new Error("no"))), { message: "no" });
});

test("after the end until() rejects, and a failure behind it does not surface", async () => {
  const lifetime = new Lifetime(new VirtualClock());
  lifetime.end();
  await assert.rejects(lifetime.until(Promise.reject(new Error("unseen"))), closed);
});

test("timers run once, can be taken back, and end", async () => {
  const clock = new VirtualClock();
  const lifetime = new Lifetime(clock);
  const ran: string[] = [];
  lifetime.after(10, () => ran.push("ten"));
  lifetime.after(20, () => ran.push("taken back"))();
  lifetime.after(30, () => ran.push("too late"));
  await clock.advance(10);
  lifetime.end();
  await clock.advance(100);
  assert.deepEqual(ran, ["ten"]);
  assert.equal(clock.pending, 0);
});

test("sleep() wakes in time, and rejects at the end", async () => {
  const clock = new VirtualClock();
  const lifetime = new Lifetime(clock);
  let awake = false;
  void lifetime.sleep(50).then(() => (awake = true));
  await clock.advance(49);
  assert.equal(awake, false);
  await clock.advance(1);
  assert.equal(awake, true);
  const asleep = lifetime.sleep(50);
  lifetime.end();
  await assert.rejects(asleep, closed);
  assert.equal(clock.pending, 0);
});

test("ends once, tells the signal, and runs what is left to do", async () => {
  const lifetime = new Lifetime(new VirtualClock());
  let done = 0;
  lifetime.atEnd(() => (done += 1));
  lifetime.atEnd(() => (done += 10))();
  lifetime.end();
  lifetime.end();
  await settle();
  assert.equal(done, 1);
  assert.equal(lifetime.ended, true);
  assert.equal(lifetime.signal.aborted, true);
});
