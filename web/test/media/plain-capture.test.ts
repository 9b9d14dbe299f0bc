import assert from "node:assert/strict";
import { test } from "node:test";
import { Devices } from "../../src/media/devices.ts";
import { level, testMicrophone } from "../../src/media/microphone.ts";
import { OwnMedia } from "../../src/media/own-media.ts";
import { SettingsStore } from "../../src/media/settings.ts";
import { browser, installAudio } from "./fake-audio.ts";
import { FakeTrack, install, settle, type FakeMachine } from "./fake-devices.ts";

const offline = (): Promise<never> => Promise.reject(new TypeError("Failed to fetch a module."));

async function rig(): Promise<{ machine: FakeMachine; own: OwnMedia; settings: SettingsStore; told: string[] }> {
  installAudio();
  const machine = install();
  await machine.plug("built-in", "audioinput");
  await machine.plug("front", "videoinput");
  const settings = new SettingsStore({ load: () => null, save: () => undefined });
  const told: string[] = [];
  const own = new OwnMedia(
    {
      devices: new Devices(),
      settings,
      onTrouble: ({ code }) => told.push(code),
      onNotice: () => undefined,
      onTrack: (kind, previous, next) => told.push(`${kind}: ${previous?.kind ?? "-"} ${next?.kind ?? "-"}`),
    },
    offline,
  );
  return { machine, own, settings, told };
}

test("without what is loaded apart a call has a microphone, which can be muted and is released", async () => {
  const { machine, own, told } = await rig();
  own.mute(true);
  await own.open({ audio: true, video: true });
  assert.deepEqual(told, ["audio: - audio"]);
  const [track] = own.stream.getTracks();
  assert.deepEqual([machine.asked, track?.enabled], [["audio"], false]);
  own.mute(false);
  assert.equal(track?.enabled, true);
  own.close();
  assert.deepEqual(machine.live, []);
});

test("without it cameras and screens are refused, and a choice is only remembered", async () => {
  const { own, settings } = await rig();
  await assert.rejects(own.setCamera(true), { name: "MediaError", code: "camera_failed" });
  await assert.rejects(own.shareScreen(), { name: "MediaError", code: "screen_failed" });
  own.stopSharing();
  await own.switchTo("microphone", "headset");
  assert.equal(settings.get().microphone, "headset");
});

test("a call that ends while it is loaded opens nothing", async () => {
  const { machine, own } = await rig();
  const opening = own.open({ audio: true, video: false });
  own.close();
  await opening;
  assert.deepEqual(machine.asked, []);
});

test("a call that ends while the user is asked leaves nothing open", async () => {
  const { machine, own, told } = await rig();
  const opening = own.open({ audio: true, video: false });
  await Promise.resolve();
  await Promise.resolve();
  own.close();
  await opening;
  assert.deepEqual([machine.live, told], [[], []]);
});

test("a level that is taken back before it is measured is never measured", async () => {
  await rig();
  level(new FakeTrack("audio") as unknown as MediaStreamTrack, () => assert.fail())();
  await settle();
  assert.equal(browser.contexts.length, 0);
});

test("a microphone is tested with what is loaded apart", async () => {
  const { machine, settings } = await rig();
  const stop = await testMicrophone({ devices: new Devices(), settings }, () => undefined);
  assert.equal(machine.live.length > 0, true);
  stop();
  assert.deepEqual(machine.live, []);
});
