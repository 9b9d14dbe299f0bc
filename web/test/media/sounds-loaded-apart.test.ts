import assert from "node:assert/strict";
import { test } from "node:test";
import { Devices } from "../../src/media/devices.ts";
import { SettingsStore } from "../../src/media/settings.ts";
import { Sounds } from "../../src/media/sounds.ts";
import { loadSoundPlayer } from "../../src/parts.ts";
import { VirtualClock } from "../virtual-clock.ts";
import { browser, heard, installAudio } from "./fake-audio.ts";
import { install, settle } from "./fake-devices.ts";

function rig(load = loadSoundPlayer): Sounds {
  installAudio();
  install();
  const settings = new SettingsStore({ load: () => null, save: () => undefined });
  return new Sounds({ devices: new Devices(), settings }, new VirtualClock(), load);
}

test("what is asked for before it is loaded is heard in that order", async () => {
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const sounds = rig(async () => (await arrived, loadSoundPlayer()));
  sounds.ring(true);
  sounds.ring(false);
  sounds.ringback(true);
  assert.deepEqual(heard(), []);
  arrive();
  await settle();
  browser.contexts[0]?.pass(0.2);
  assert.deepEqual(heard(), [""]);
  sounds.ringback(false);
  sounds.ring(true);
  sounds.close();
  await settle();
  browser.contexts[0]?.pass(0.2);
  assert.deepEqual(heard(), []);
});

test("closed before it is loaded, it never makes a sound", async () => {
  const sounds = rig();
  sounds.ring(true);
  sounds.close();
  await settle();
  assert.deepEqual([heard(), browser.contexts.length], [[], 0]);
});

test("a call whose sounds cannot be loaded is silent, and the next tries again", async () => {
  let tries = 0;
  const sounds = rig(() => ((tries += 1) < 3 ? Promise.reject(new TypeError("offline")) : loadSoundPlayer()));
  sounds.ring(true);
  await settle();
  assert.deepEqual([heard(), tries], [[], 2]);
  sounds.ended();
  await settle();
  assert.deepEqual(heard(), [""]);
});
