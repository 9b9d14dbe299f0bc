import assert from "node:assert/strict";
import { test } from "node:test";
import { Devices } from "../../src/media/devices.ts";
import { SettingsStore, type Settings } from "../../src/media/settings.ts";
import { SoundPlayer } from "../../src/media/sound-player.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { browser, FakeElement, gesture, heard, installAudio } from "./fake-audio.ts";
import { install, settle } from "./fake-devices.ts";

interface Rig {
  readonly sounds: SoundPlayer;
  readonly settings: SettingsStore;
  readonly clock: VirtualClock;
  readonly blocked: boolean[];
}

async function rig(chosen: Partial<Settings> = {}, allowed = true): Promise<Rig> {
  installAudio(allowed);
  const machine = install();
  for (const id of ["desk", "headset"]) await machine.plug(id, "audiooutput");
  const settings = new SettingsStore({ load: () => null, save: () => undefined });
  settings.set(chosen);
  const devices = new Devices();
  await settle();
  const clock = new VirtualClock();
  const blocked: boolean[] = [];
  const sounds = new SoundPlayer({ devices, settings, onBlocked: (now) => blocked.push(now) }, clock);
  return { sounds, settings, clock, blocked };
}

function pass(seconds: number): void {
  for (const context of browser.contexts) context.pass(seconds);
}

test("the bell rings until it is taken back, and is silent within 200 ms", async () => {
  const { sounds } = await rig();
  sounds.ring(true);
  pass(30);
  assert.deepEqual(heard(), [""]);
  sounds.ring(false);
  pass(0.2);
  assert.deepEqual(heard(), []);
  await settle();
  assert.equal(browser.contexts[0]?.state, "suspended", "idle, it costs nothing");
});

test("a call that rings only for a moment is not taken for one that is kept back", async () => {
  const { sounds, clock, blocked } = await rig();
  sounds.ring(true);
  sounds.ring(false);
  pass(0.2);
  await clock.advance(1_000);
  assert.equal(blocked.includes(true), false);
});

test("a second call that rings does not ring twice, and the bell goes before the ringback tone", async () => {
  const { sounds } = await rig({ speaker: "headset", ringSpeaker: "desk" });
  sounds.ringback(true);
  await settle();
  assert.deepEqual(heard(), ["headset"]);
  sounds.ring(true);
  sounds.ring(true);
  await settle();
  pass(0.2);
  assert.deepEqual(heard(), ["desk"]);
  sounds.ring(false);
  await settle();
  pass(0.2);
  assert.deepEqual(heard(), ["headset"]);
  assert.equal(browser.contexts.length, 1);
});

test("calls ring on the ring speaker while it is there, else on the speaker, else on the default", async () => {
  for (const [chosen, sink] of [
    [{ ringSpeaker: "desk", speaker: "headset" }, "desk"],
    [{ ringSpeaker: "gone", speaker: "headset" }, "headset"],
    [{ ringSpeaker: "gone", speaker: "gone" }, ""],
  ] as const) {
    const { sounds } = await rig(chosen);
    sounds.ring(true);
    await settle();
    assert.deepEqual(heard(), [sink]);
  }
});

test("end and failure are heard once", async () => {
  for (const which of ["ended", "failed"] as const) {
    const { sounds } = await rig();
    sounds[which]();
    assert.deepEqual(heard(), [""]);
    pass(2);
    assert.deepEqual(heard(), []);
  }
});

test("the test of a speaker sounds there", async () => {
  const { sounds } = await rig({ ringSpeaker: "desk", speaker: "headset" });
  sounds.test();
  await settle();
  assert.deepEqual(heard(), ["headset"]);
  pass(4);
  sounds.test("ringSpeaker");
  await settle();
  assert.deepEqual(heard(), ["desk"]);
});

test("without a bell nothing is heard, also when it is turned off while it rings", async () => {
  const { sounds, settings } = await rig();
  sounds.ring(true);
  settings.set({ ringtone: false });
  pass(0.2);
  assert.deepEqual(heard(), []);
});

test("kept back by the browser, the call rings visually, and aloud from the first gesture", async () => {
  const { sounds, clock, blocked } = await rig({}, false);
  sounds.ring(true);
  await clock.advance(1_000);
  assert.deepEqual([heard(), blocked.at(-1)], [[], true]);
  gesture();
  assert.deepEqual(heard(), [""]);
  await clock.advance(1_000);
  assert.equal(blocked.at(-1), false);
});

test("sound that only begins late is not taken for sound that is kept back", async () => {
  const { sounds, clock, blocked } = await rig({}, false);
  sounds.ring(true);
  await clock.advance(1_000);
  browser.contexts[0]?.begin();
  assert.equal(blocked.at(-1), false);
});

test("what was kept back and is over is never heard", async () => {
  const { sounds, clock, blocked } = await rig({}, false);
  sounds.ring(true);
  await clock.advance(1_000);
  sounds.ring(false);
  sounds.failed();
  assert.equal(blocked.at(-1), false);
  await clock.advance(1_000);
  gesture();
  pass(0.001);
  assert.deepEqual(heard(), []);
  assert.equal(clock.pending, 0);
});

test("a gesture before the first call unlocks its bell, and costs nothing", async () => {
  const { sounds, clock, blocked } = await rig({}, false);
  gesture();
  await settle();
  assert.equal(browser.contexts[0]?.state, "suspended");
  sounds.ring(true);
  await clock.advance(1_000);
  assert.deepEqual(heard(), [""]);
  assert.equal(blocked.includes(true), false);
});

test("a bell of the application's own is played from its address", async () => {
  const { sounds } = await rig({ ringtone: "/bell.mp3", ringSpeaker: "desk" });
  sounds.ring(true);
  await settle();
  const [bell] = browser.elements;
  assert.deepEqual([bell?.src, bell?.paused, bell?.loop, bell?.sinkId], ["/bell.mp3", false, true, "desk"]);
  assert.deepEqual(heard(), []);
  sounds.ring(false);
  assert.equal(bell?.paused, true);
});

test("an address with no bell behind it rings with ours", async () => {
  const { sounds } = await rig({ ringtone: "/gone.mp3" });
  FakeElement.refusal = "NotSupportedError";
  sounds.ring(true);
  await settle();
  assert.deepEqual(heard(), [""]);
  sounds.ring(false);
  pass(0.2);
  assert.deepEqual(heard(), []);
});

test("an address with no bell behind it does not ring for a call that is over", async () => {
  const { sounds } = await rig({ ringtone: "/gone.mp3" });
  FakeElement.refusal = "NotSupportedError";
  sounds.ring(true);
  sounds.ring(false);
  await settle();
  assert.deepEqual(heard(), []);
});

test("the application's own bell, kept back, is heard from the first gesture", async () => {
  const { sounds, blocked } = await rig({ ringtone: "/bell.mp3" }, false);
  sounds.ring(true);
  await settle();
  assert.equal(blocked.at(-1), true);
  gesture();
  await settle();
  assert.equal(browser.elements.at(-1)?.paused, false);
  assert.equal(blocked.at(-1), false);
});

test("closed, everything is silent and no gesture is waited for", async () => {
  const { sounds } = await rig();
  sounds.ring(true);
  sounds.ended();
  sounds.close();
  assert.deepEqual(heard(), []);
  assert.equal(browser.contexts[0]?.state, "closed");
  assert.equal(browser.waiting, 0);
});
