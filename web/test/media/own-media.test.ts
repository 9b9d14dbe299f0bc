import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Devices } from "../../src/media/devices.ts";
import { OwnMedia } from "../../src/media/own-media.ts";
import { SettingsStore } from "../../src/media/settings.ts";
import { browser, installAudio } from "./fake-audio.ts";
import { FakeTrack, install, settle, type FakeMachine } from "./fake-devices.ts";

interface Rig {
  readonly machine: FakeMachine;
  readonly settings: SettingsStore;
  readonly own: OwnMedia;
  /** What is sent, as the call would send it. */
  readonly sent: Map<string, FakeTrack>;
  readonly troubles: string[];
  readonly notices: (string | null)[];
}

const opened: OwnMedia[] = [];
const nowhere = { load: () => null, save: () => undefined };

async function rig(plugged = ["built-in", "headset"]): Promise<Rig> {
  installAudio();
  const machine = install();
  for (const id of plugged) await machine.plug(id, "audioinput");
  await machine.plug("front", "videoinput");
  await machine.plug("back", "videoinput");
  const settings = new SettingsStore(nowhere);
  const sent = new Map<string, FakeTrack>();
  const troubles: string[] = [];
  const notices: (string | null)[] = [];
  const own = new OwnMedia({
    devices: new Devices(),
    settings,
    onTrouble: ({ code }) => troubles.push(code),
    onNotice: (notice) => notices.push(notice),
    onTrack: (kind, previous, next) => {
      assert.equal(sent.get(kind) ?? null, previous);
      if (next) sent.set(kind, next as unknown as FakeTrack);
      else sent.delete(kind);
    },
  });
  opened.push(own);
  await settle();
  return { machine, settings, own, sent, troubles, notices };
}

afterEach(() => opened.splice(0).forEach((own) => own.close()));

const onAir = ({ sent }: Rig, kind: string): string | undefined => sent.get(kind)?.settings.deviceId;

test("microphone and camera are opened with one question", async () => {
  const it = await rig();
  await it.own.open({ audio: true, video: true });
  assert.deepEqual(it.machine.asked, ["audio+video"]);
  assert.deepEqual([onAir(it, "audio"), onAir(it, "video")], ["built-in", "front"]);
  assert.equal(it.own.stream.getTracks().length, 2);
});

for (const [refusal, trouble] of [
  ["NotAllowedError", "denied"],
  ["NotReadableError", "in_use"],
  ["NotFoundError", "none"],
  ["SyntaxError", "failed"],
] as const) {
  test(`without the camera (${trouble}) the call has sound, and is told`, async () => {
    const it = await rig();
    it.machine.refused.set("video", refusal);
    await it.own.open({ audio: true, video: true });
    assert.deepEqual([...it.sent.keys()], ["audio"]);
    assert.deepEqual(it.troubles, [`camera_${trouble}`]);
  });

  test(`without the microphone (${trouble}) there is no call`, async () => {
    const it = await rig();
    it.machine.refused.set("audio", refusal);
    const code = `microphone_${trouble}`;
    await assert.rejects(it.own.open({ audio: true, video: true }), { name: "MediaError", code, message: code });
    await assert.rejects(it.own.open({ audio: true, video: false }), { device: "microphone", trouble });
    assert.deepEqual(it.machine.live, []);
  });
}

test("a microphone that disappears is replaced, and taken again when it is back", async () => {
  const it = await rig();
  it.settings.set({ microphone: "headset" });
  await it.own.open({ audio: true, video: false });
  assert.equal(onAir(it, "audio"), "headset");
  await it.machine.unplug("headset");
  assert.equal(onAir(it, "audio"), "built-in");
  await it.machine.plug("headset", "audioinput");
  assert.equal(onAir(it, "audio"), "headset");
  assert.deepEqual(it.machine.inUse, ["headset"]);
  assert.deepEqual(it.troubles, []);
});

test("a microphone that disappears unnoticed by the browser is replaced, too", async () => {
  const it = await rig();
  it.settings.set({ microphone: "headset" });
  await it.own.open({ audio: true, video: false });
  await it.machine.unplug("headset", false);
  assert.equal(onAir(it, "audio"), "built-in");
  assert.deepEqual(it.machine.inUse, ["built-in"]);
});

test("another device that comes or goes changes nothing", async () => {
  const it = await rig();
  it.settings.set({ microphone: "headset" });
  await it.own.open({ audio: true, video: false });
  await it.machine.plug("other", "audioinput");
  await it.machine.unplug("built-in");
  assert.equal(it.machine.tracks.length, 1);
});

test("a device that was not there when the call began is taken when it comes", async () => {
  const it = await rig(["built-in"]);
  it.settings.set({ microphone: "headset" });
  await it.own.open({ audio: true, video: false });
  assert.equal(onAir(it, "audio"), "built-in");
  await it.machine.plug("headset", "audioinput");
  assert.equal(onAir(it, "audio"), "headset");
});

test("a chosen camera that is gone costs no more than the choice of it", async () => {
  const it = await rig();
  it.settings.set({ microphone: "headset", camera: "gone" });
  await it.own.open({ audio: true, video: true });
  await settle();
  assert.deepEqual([onAir(it, "audio"), onAir(it, "video")], ["headset", "front"]);
  assert.deepEqual(it.troubles, []);
});

test("without another microphone the call goes on silent, says so, and has sound again with the next one", async () => {
  const it = await rig(["built-in"]);
  await it.own.open({ audio: true, video: false });
  await it.machine.unplug("built-in");
  assert.equal(it.sent.has("audio"), false);
  assert.equal(it.troubles[0], "microphone_none");
  await it.machine.plug("headset", "audioinput");
  assert.equal(onAir(it, "audio"), "headset");
});

test("who takes the permission away is not asked again", async () => {
  const it = await rig();
  await it.own.open({ audio: true, video: false });
  it.machine.refused.set("audio", "NotAllowedError");
  it.sent.get("audio")?.end();
  await settle();
  await it.machine.plug("other", "audioinput");
  assert.deepEqual(it.troubles, ["microphone_denied"]);
  assert.equal(it.machine.asked.length, 2);
});

test("switching takes the other device before the first is released", async () => {
  const it = await rig();
  await it.own.open({ audio: true, video: true });
  await it.own.switchTo("camera", "back");
  await it.own.switchTo("microphone", "headset");
  assert.deepEqual([onAir(it, "audio"), onAir(it, "video")], ["headset", "back"]);
  assert.equal(it.machine.live.length, 2);
  await it.own.switchTo("microphone", null);
  assert.equal(onAir(it, "audio"), "built-in");
});

test("on a telephone the first camera is released for the other", async () => {
  const it = await rig();
  it.machine.oneAtATime = true;
  await it.own.open({ audio: true, video: true });
  await it.own.switchTo("camera", "back");
  assert.equal(onAir(it, "video"), "back");
  assert.equal(FakeTrack.clones.at(-1)?.readyState, "live", "the microphone is still watched");
});

test("a device that another program holds is refused, and the one before goes on", async () => {
  const it = await rig();
  await it.own.open({ audio: true, video: false });
  it.machine.busy.add("headset");
  await assert.rejects(it.own.switchTo("microphone", "headset"), { code: "microphone_in_use" });
  assert.equal(onAir(it, "audio"), "built-in");
  assert.equal(it.sent.get("audio")?.readyState, "live");
});

test("processing changes while the microphone runs", async () => {
  const it = await rig();
  await it.own.open({ audio: true, video: false });
  const track = it.sent.get("audio");
  assert.equal(track?.settings.noiseSuppression, true);
  it.settings.set({ noiseSuppression: false });
  await settle();
  assert.equal(it.sent.get("audio"), track);
  assert.equal(track?.settings.noiseSuppression, false);
  assert.equal(track?.settings.echoCancellation, true);
});

test("where the browser does not change it, the microphone is opened anew, once", async () => {
  const it = await rig();
  it.settings.set({ noiseSuppression: false });
  await it.own.open({ audio: true, video: false });
  FakeTrack.adjustable = false;
  it.settings.set({ noiseSuppression: true });
  await settle();
  assert.equal(it.sent.get("audio")?.settings.noiseSuppression, true);
  await it.machine.plug("other", "audioinput");
  assert.equal(it.machine.tracks.length, 2);
  assert.equal(it.machine.live.length, 1);
  assert.equal(FakeTrack.clones.filter(({ readyState }) => readyState === "live").length, 1);
});

test("the camera's light goes out with the camera", async () => {
  const it = await rig();
  await it.own.open({ audio: true, video: true });
  await it.own.setCamera(false);
  assert.deepEqual(it.machine.inUse, ["built-in"]);
  assert.equal(it.sent.has("video"), false);
  await it.own.setCamera(true);
  assert.equal(onAir(it, "video"), "front");
});

test("a camera that was turned off while the user was asked stays off", async () => {
  const it = await rig();
  await it.own.open({ audio: true, video: false });
  let allow = (): void => undefined;
  it.machine.question = new Promise((resolve) => (allow = resolve));
  const on = it.own.setCamera(true);
  await settle();
  await it.own.setCamera(false);
  allow();
  await on;
  assert.deepEqual(it.machine.inUse, ["built-in"]);
});

test("a camera that was refused can be asked for again", async () => {
  const it = await rig();
  await it.own.open({ audio: true, video: false });
  it.machine.refused.set("video", "NotAllowedError");
  await assert.rejects(it.own.setCamera(true), { code: "camera_denied" });
  await it.machine.plug("other", "videoinput");
  assert.equal(it.machine.asked.length, 2);
  it.machine.refused.clear();
  await it.own.setCamera(true);
  assert.equal(onAir(it, "video"), "front");
  assert.deepEqual(it.troubles, []);
});

test("muted stays muted on another microphone, and through hold", async () => {
  const it = await rig();
  await it.own.open({ audio: true, video: true });
  it.own.mute(true);
  await it.own.switchTo("microphone", "headset");
  assert.equal(it.sent.get("audio")?.enabled, false);
  it.own.hold(true);
  assert.equal(it.sent.get("video")?.enabled, false);
  it.own.mute(false);
  assert.equal(it.sent.get("audio")?.enabled, false);
  it.own.hold(false);
  assert.deepEqual([it.sent.get("audio")?.enabled, it.sent.get("video")?.enabled], [true, true]);
});

test("the screen goes beside the camera, in a stream of its own, until the user ends it", async () => {
  const it = await rig();
  await it.own.open({ audio: true, video: true });
  assert.equal(await it.own.shareScreen(), true);
  assert.deepEqual([...it.sent.keys()], ["audio", "video", "screen"]);
  assert.notEqual(it.own.screen, it.own.stream);
  it.sent.get("screen")?.end();
  assert.equal(it.own.screen, null);
  assert.deepEqual([...it.sent.keys()], ["audio", "video"]);
});

test("sharing another screen ends the first; choosing none does not", async () => {
  const it = await rig();
  await it.own.shareScreen();
  const first = it.sent.get("screen");
  it.machine.refused.set("screen", "NotAllowedError");
  assert.equal(await it.own.shareScreen(), false);
  assert.equal(it.sent.get("screen"), first);
  it.machine.refused.clear();
  await it.own.shareScreen();
  assert.notEqual(it.sent.get("screen"), first);
  assert.equal(it.machine.live.length, 1);
  it.machine.refused.set("screen", "NotReadableError");
  await assert.rejects(it.own.shareScreen(), { code: "screen_in_use" });
});

test("a microphone that the system has muted is opened anew when it is chosen again", async () => {
  const it = await rig();
  await it.own.open({ audio: true, video: false });
  Object.assign(it.sent.get("audio") ?? {}, { muted: true });
  await it.own.switchTo("microphone", null);
  assert.equal(it.sent.get("audio")?.muted, false);
  assert.equal(it.machine.live.length, 1);
});

test("closed, nothing is captured, told or taken any more", async () => {
  const it = await rig();
  await it.own.open({ audio: true, video: true });
  await it.own.shareScreen();
  it.sent.clear();
  it.own.close();
  await it.machine.unplug("built-in");
  await it.machine.plug("built-in", "audioinput");
  it.settings.set({ microphone: "headset" });
  await settle();
  assert.deepEqual(it.machine.live, []);
  assert.deepEqual([it.sent.size, it.troubles.length], [0, 0]);
  assert.ok(FakeTrack.clones.every(({ readyState }) => readyState === "ended"));
});

for (const wanted of [{ audio: true, video: true }, { audio: true, video: false }]) {
  test(`closed while the user is asked (${JSON.stringify(wanted)}), nothing stays open`, async () => {
    const it = await rig();
    let allow = (): void => undefined;
    it.machine.question = new Promise((resolve) => (allow = resolve));
    const opening = it.own.open(wanted);
    const sharing = it.own.shareScreen();
    await settle();
    it.own.close();
    allow();
    await Promise.all([opening, sharing]);
    assert.deepEqual(it.machine.live, []);
    assert.deepEqual([it.sent.size, it.troubles.length], [0, 0]);
  });
}

test("who talks while muted is told so, until they are silent or heard", async (t) => {
  const it = await rig();
  let now = 0;
  t.mock.method(performance, "now", () => now);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const pass = (ms: number): void => {
    for (let passed = 0; passed < ms; passed += 100) {
      now += 100;
      t.mock.timers.tick(100);
    }
  };
  await it.own.open({ audio: true, video: false });
  browser.amplitude = 0.05;
  pass(2_000);
  assert.deepEqual(it.notices, []);
  it.own.mute(true);
  pass(2_000);
  assert.deepEqual(it.notices, ["muted_talking"]);
  it.own.mute(false);
  pass(200);
  assert.deepEqual(it.notices, ["muted_talking", null]);
  it.own.hold(true);
  pass(2_000);
  assert.deepEqual(it.notices, ["muted_talking", null, "muted_talking"]);
});
