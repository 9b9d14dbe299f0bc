import assert from "node:assert/strict";
import { test } from "node:test";
import { measureLevel } from "../../src/media/level-meter.ts";
import { watchMicrophone, type MicrophoneNotice } from "../../src/media/microphone-watch.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { browser, gesture, installAudio } from "./fake-audio.ts";
import { FakeTrack, install } from "./fake-devices.ts";

const SPEECH = 0.05;
const ROOM = 0.0005;

function rig(allowed = true): { clock: VirtualClock; track: MediaStreamTrack; fake: FakeTrack } {
  installAudio(allowed);
  install();
  const fake = new FakeTrack("audio");
  return { clock: new VirtualClock(), fake, track: fake as unknown as MediaStreamTrack };
}

test("the level goes from nothing to full scale, ten times a second", async () => {
  const { clock, track } = rig();
  const levels: number[] = [];
  const stop = measureLevel(track, (now) => levels.push(now), clock);
  await clock.advance(1_000);
  assert.deepEqual(levels, Array(10).fill(0));
  browser.amplitude = 1;
  await clock.advance(100);
  assert.equal(levels.at(-1), 1);
  browser.amplitude = 0.125;
  await clock.advance(100);
  assert.ok(Math.abs((levels.at(-1) ?? 0) - 0.5) < 1e-6);
  stop();
  await clock.advance(1_000);
  assert.equal(levels.length, 12);
});

test("talk is told from the sound of a room, and lasts through a pause between syllables", async () => {
  const { clock, track } = rig();
  const told: boolean[] = [];
  measureLevel(track, (_, talking) => told.push(talking), clock);
  for (const [amplitude, talking] of [
    [ROOM, false],
    [SPEECH, true],
    [ROOM, true],
  ] as const) {
    browser.amplitude = amplitude;
    await clock.advance(200);
    assert.equal(told.at(-1), talking);
  }
  await clock.advance(300);
  assert.equal(told.at(-1), false);
});

test("nothing is told while the browser keeps sound back; a gesture begins it", async () => {
  const { clock, track } = rig(false);
  let told = 0;
  measureLevel(track, () => (told += 1), clock);
  await clock.advance(5_000);
  assert.equal(told, 0);
  gesture();
  await clock.advance(100);
  assert.equal(told, 1);
});

test("a muted microphone is heard; stopped, no context, timer or clone stays, and it is as it was", async () => {
  const { clock, track, fake } = rig();
  fake.enabled = false;
  const stop = measureLevel(track, () => undefined, clock);
  const [heard] = FakeTrack.clones;
  assert.equal(heard?.enabled, true);
  stop();
  assert.equal(heard?.readyState, "ended");
  assert.deepEqual([browser.contexts[0]?.state, clock.pending], ["closed", 0]);
  assert.deepEqual([fake.readyState, fake.enabled], ["live", false]);
});

interface Watched {
  readonly stop: () => void;
  readonly clock: VirtualClock;
  readonly notices: (MicrophoneNotice | null)[];
  muted: boolean;
}

function watched(): Watched {
  const { clock, track } = rig();
  browser.amplitude = ROOM;
  const notices: (MicrophoneNotice | null)[] = [];
  const tell = (notice: MicrophoneNotice | null): void => void notices.push(notice);
  const stop = watchMicrophone(track, () => it.muted, tell, clock);
  const it: Watched = { clock, notices, muted: false, stop };
  return it;
}

test("who talks while muted is told so within a second, until they stop or unmute", async () => {
  const it = watched();
  browser.amplitude = SPEECH;
  await it.clock.advance(5_000);
  assert.deepEqual(it.notices, [], "not muted");
  it.muted = true;
  await it.clock.advance(1_000);
  assert.deepEqual(it.notices, ["muted_talking"]);
  browser.amplitude = ROOM;
  await it.clock.advance(2_000);
  assert.deepEqual(it.notices, ["muted_talking"], "a breath");
  await it.clock.advance(2_000);
  assert.deepEqual(it.notices, ["muted_talking", null]);
  browser.amplitude = SPEECH;
  await it.clock.advance(1_000);
  it.muted = false;
  await it.clock.advance(100);
  assert.deepEqual(it.notices, ["muted_talking", null, "muted_talking", null]);
});

test("a cough while muted is not talk", async () => {
  const it = watched();
  it.muted = true;
  await it.clock.advance(1_000);
  browser.amplitude = SPEECH;
  await it.clock.advance(200);
  browser.amplitude = ROOM;
  await it.clock.advance(5_000);
  assert.deepEqual(it.notices, []);
});

test("a microphone that gives no sound at all is told after four seconds, until it gives some", async () => {
  const it = watched();
  await it.clock.advance(60_000);
  assert.deepEqual(it.notices, [], "a quiet room is not silence");
  browser.amplitude = 0;
  await it.clock.advance(3_900);
  assert.deepEqual(it.notices, []);
  await it.clock.advance(200);
  assert.deepEqual(it.notices, ["no_sound"]);
  browser.amplitude = ROOM;
  await it.clock.advance(100);
  assert.deepEqual(it.notices, ["no_sound", null]);
});

test("a microphone that is no longer watched has nothing amiss; to say so twice is harmless", async () => {
  const it = watched();
  browser.amplitude = 0;
  await it.clock.advance(5_000);
  it.stop();
  it.stop();
  assert.deepEqual(it.notices, ["no_sound", null]);
});

test("while muted, silence is as it should be", async () => {
  const it = watched();
  it.muted = true;
  browser.amplitude = 0;
  await it.clock.advance(10_000);
  assert.deepEqual(it.notices, []);
});
