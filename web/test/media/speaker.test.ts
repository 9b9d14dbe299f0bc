import assert from "node:assert/strict";
import { test } from "node:test";
import { Devices } from "../../src/media/devices.ts";
import { testMicrophone } from "../../src/media/microphone-test.ts";
import { SettingsStore } from "../../src/media/settings.ts";
import { Speaker } from "../../src/media/speaker.ts";
import { browser, gesture, installAudio } from "./fake-audio.ts";
import { FakeStream, install, settle, type FakeMachine } from "./fake-devices.ts";

interface Rig {
  readonly machine: FakeMachine;
  readonly devices: Devices;
  readonly settings: SettingsStore;
  readonly speaker: Speaker;
  readonly blocked: boolean[];
}

const remote = new FakeStream() as unknown as MediaStream;

async function rig(allowed = true): Promise<Rig> {
  installAudio(allowed);
  const machine = install();
  await machine.plug("headset", "audiooutput");
  await machine.plug("mic", "audioinput");
  const settings = new SettingsStore({ load: () => null, save: () => undefined });
  const devices = new Devices();
  await settle();
  const blocked: boolean[] = [];
  const speaker = new Speaker({ devices, settings, onBlocked: (now) => blocked.push(now) });
  return { machine, devices, settings, speaker, blocked };
}

test("a stream is played until it is closed, and can be silenced", async () => {
  const { speaker } = await rig();
  const playback = speaker.play(remote);
  await settle();
  const [element] = browser.elements;
  assert.deepEqual([element?.srcObject, element?.paused, element?.sinkId], [remote, false, ""]);
  playback.mute(true);
  assert.equal(element?.muted, true);
  playback.close();
  assert.deepEqual([element?.srcObject, element?.paused], [null, true]);
});

test("another speaker is used at once, the default while it is gone, and it again when it is back", async () => {
  const { machine, settings, speaker } = await rig();
  speaker.play(remote);
  const [element] = browser.elements;
  settings.set({ speaker: "headset" });
  assert.equal(element?.sinkId, "headset");
  await machine.unplug("headset");
  assert.equal(element?.sinkId, "");
  await machine.plug("headset", "audiooutput");
  assert.equal(element?.sinkId, "headset");
});

test("what the browser keeps back is told, and played at the next gesture", async () => {
  const { speaker, blocked } = await rig(false);
  speaker.play(remote);
  await settle();
  assert.deepEqual([browser.elements[0]?.paused, blocked.at(-1)], [true, true]);
  gesture();
  await settle();
  assert.deepEqual([browser.elements[0]?.paused, blocked.at(-1)], [false, false]);
});

test("closed, it plays nothing and waits for nothing", async () => {
  const { speaker } = await rig(false);
  speaker.play(remote);
  await settle();
  speaker.close();
  gesture();
  await settle();
  assert.equal(browser.elements[0]?.paused, true);
  assert.equal(browser.waiting, 0);
});

test("the microphone test tells the level, lets one hear oneself, and leaves nothing behind", async () => {
  const { machine, devices, settings, speaker } = await rig();
  const stop = await testMicrophone({ devices, settings, speaker }, () => undefined);
  await settle();
  assert.deepEqual(machine.inUse, ["mic"]);
  assert.equal(machine.live[0]?.settings.echoCancellation, true);
  assert.equal(browser.elements.filter(({ paused }) => !paused).length, 1);
  stop();
  assert.deepEqual(machine.live, []);
  assert.equal(browser.elements.every(({ paused }) => paused), true);
  assert.ok(browser.contexts.every(({ state }) => state === "closed"));
});

test("a microphone that cannot be had is not tested", async () => {
  const { machine, devices, settings } = await rig();
  machine.refused.set("audio", "NotReadableError");
  await assert.rejects(
    testMicrophone({ devices, settings }, () => undefined),
    { code: "microphone_in_use" },
  );
  assert.equal(browser.contexts.length, 0);
});
