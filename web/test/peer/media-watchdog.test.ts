import assert from "node:assert/strict";
import { test } from "node:test";
import { Lifetime } from "../../src/lifetime.ts";
import { MediaWatchdog, WATCH_MS } from "../../src/peer/media-watchdog.ts";
import { FakeSender, fakeTrack } from "./fake-media.ts";
import { FakePeerConnection } from "./fake-peer-connection.ts";
import { rest } from "./manager-rig.ts";
import { VirtualClock } from "../virtual-clock.ts";

/** A connection that is up and stable, with one sender that sends nothing. */
class Watched {
  readonly clock = new VirtualClock();
  readonly lifetime = new Lifetime(this.clock);
  readonly pc = new FakePeerConnection("watched");
  readonly stalled: MediaStreamTrack[] = [];
  readonly track = fakeTrack("audio");
  readonly sender = new FakeSender(this.track);
  readonly watchdog = new MediaWatchdog(this.pc.engine, this.lifetime, (track) => void this.stalled.push(track));

  constructor() {
    this.pc.connectionState = "connected";
    this.sender.currentDirection = "sendrecv";
    this.pc.senders.push(this.sender);
  }

  async pass(checks: number): Promise<void> {
    for (let check = 0; check < checks; check += 1) {
      await rest();
      await this.clock.advance(WATCH_MS);
    }
    await rest();
  }
}

/** Counts up each time it is asked. */
function flowing(): () => number {
  let packets = 0;
  return () => (packets += 1);
}

test("a sender that sends is left alone", async () => {
  const watched = new Watched();
  watched.sender.packets = flowing();
  watched.watchdog.arm();
  await watched.pass(2);
  assert.deepEqual(watched.sender.replaced, []);
  assert.deepEqual(watched.stalled, []);
});

test("a sender that sends nothing is cured by taking its track out and putting it back", async () => {
  const watched = new Watched();
  const packets = flowing();
  watched.sender.packets = () => (watched.sender.replaced.length > 0 ? packets() : 0);
  watched.watchdog.arm();
  await watched.pass(2);
  assert.deepEqual(watched.sender.replaced, [null, watched.track]);
  assert.deepEqual(watched.stalled, []);
});

test("a sender that has sent before and stopped is cured too", async () => {
  const watched = new Watched();
  watched.sender.packets = () => 500;
  watched.watchdog.arm();
  await watched.pass(1);
  assert.deepEqual(watched.sender.replaced, [null, watched.track]);
});

test("a sender that the engine has lost altogether is cured too", async () => {
  const watched = new Watched();
  let asked = 0;
  watched.sender.packets = () => ((asked += 1) === 1 ? 500 : 0);
  watched.watchdog.arm();
  await watched.pass(1);
  assert.deepEqual(watched.sender.replaced, [null, watched.track]);
});

test("another collision during the watch does not double it", async () => {
  const watched = new Watched();
  watched.watchdog.arm();
  await rest();
  watched.watchdog.arm();
  await watched.pass(1);
  assert.deepEqual(watched.sender.replaced, [null, watched.track]);
});

test("what cannot be cured is told once, with its track", async () => {
  const watched = new Watched();
  watched.watchdog.arm();
  await watched.pass(5);
  assert.deepEqual(watched.stalled, [watched.track]);
  assert.equal(watched.clock.pending, 0);
});

for (const [why, spoil] of [
  ["has ended", ({ track }) => track.stop()],
  ["is disabled", ({ track }) => (track.enabled = false)],
  ["is muted by its source", ({ track }) => Object.assign(track, { muted: true })],
  ["is received only", ({ sender }) => (sender.currentDirection = "recvonly")],
  ["was taken out", ({ sender }) => (sender.track = null)],
] as [string, (watched: Watched) => unknown][]) {
  test(`a track that ${why} is not expected to be sent`, async () => {
    const watched = new Watched();
    spoil(watched);
    watched.watchdog.arm();
    await watched.pass(3);
    assert.deepEqual(watched.sender.replaced, []);
    assert.deepEqual(watched.stalled, []);
  });
}

test("nothing is watched until it is armed, connected and stable", async () => {
  const watched = new Watched();
  watched.watchdog.stateChanged();
  watched.pc.signalingState = "have-local-offer";
  watched.watchdog.arm();
  watched.pc.signalingState = "stable";
  watched.pc.connectionState = "connecting";
  watched.watchdog.stateChanged();
  await watched.pass(3);
  assert.deepEqual(watched.sender.replaced, []);
  watched.pc.connectionState = "connected";
  watched.watchdog.stateChanged();
  await watched.pass(1);
  assert.equal(watched.sender.replaced.length, 2);
});

test("a negotiation in the middle of the watch has it begin again afterwards", async () => {
  const watched = new Watched();
  watched.watchdog.arm();
  await rest();
  watched.pc.signalingState = "have-remote-offer";
  await watched.pass(1);
  assert.deepEqual(watched.sender.replaced, []);
  watched.pc.signalingState = "stable";
  watched.watchdog.stateChanged();
  await watched.pass(1);
  assert.equal(watched.sender.replaced.length, 2);
});

test("the end of the connection ends the watch", async () => {
  const watched = new Watched();
  watched.watchdog.arm();
  await rest();
  watched.lifetime.end();
  await watched.pass(3);
  assert.deepEqual(watched.sender.replaced, []);
  assert.deepEqual(watched.stalled, []);
  assert.equal(watched.clock.pending, 0);
});
