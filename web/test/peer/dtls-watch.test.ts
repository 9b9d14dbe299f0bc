import assert from "node:assert/strict";
import { test } from "node:test";
import { Lifetime } from "../../src/lifetime.ts";
import { watchDtls } from "../../src/peer/dtls-watch.ts";
import type { PeerError } from "../../src/peer/peer-errors.ts";
import { FakePeerConnection } from "./fake-peer-connection.ts";
import { VirtualClock } from "../virtual-clock.ts";

function watched(): { pc: FakePeerConnection; clock: VirtualClock; lifetime: Lifetime; errors: PeerError[] } {
  const clock = new VirtualClock();
  const lifetime = new Lifetime(clock);
  const pc = new FakePeerConnection("watched");
  const errors: PeerError[] = [];
  watchDtls(pc.engine, lifetime, (error) => void errors.push(error));
  return { pc, clock, lifetime, errors };
}

test("encryption that fails over a working path is told once, and whether it ever worked", async () => {
  const { pc, clock, errors } = watched();
  pc.changeIce("connected", "connected");
  pc.changeIce("connected", "failed");
  pc.changeIce("completed", "failed");
  await clock.advance(999);
  assert.deepEqual(errors, []);
  await clock.advance(5_000);
  assert.deepEqual(errors.map(({ code, fatal, reason }) => [code, fatal, reason]), [["dtls_failed", true, "connected"]]);
});

test("encryption that never began to work is told, too", async () => {
  const { pc, clock, errors } = watched();
  pc.changeIce("connected", "failed");
  await clock.advance(1_000);
  assert.deepEqual(errors.map(({ reason }) => reason), ["new"]);
});

for (const [what, ice, connection] of [
  ["a path that has failed", "failed", "failed"],
  ["a connection that comes back within a second", "connected", "connected"],
] as const) {
  test(`${what} is nothing of that`, async () => {
    const { pc, clock, errors } = watched();
    pc.changeIce("connected", "connected");
    pc.changeIce("connected", "failed");
    await clock.advance(500);
    pc.changeIce(ice, connection);
    await clock.advance(10_000);
    assert.deepEqual(errors, []);
  });
}

test("encryption that failed while the path was being looked for is told once there is one", async () => {
  const { pc, clock, errors } = watched();
  pc.changeIce("connected", "connected");
  pc.changeIce("checking", "failed");
  await clock.advance(3_000);
  pc.changeIce("connected", "failed");
  await clock.advance(1_000);
  assert.deepEqual(errors.map(({ code }) => code), ["dtls_failed"]);
});

test("nothing is told after the end", async () => {
  const { pc, clock, lifetime, errors } = watched();
  pc.changeIce("connected", "failed");
  lifetime.end();
  await clock.advance(10_000);
  assert.deepEqual(errors, []);
});
