import assert from "node:assert/strict";
import { test } from "node:test";
import { Devices } from "../../src/media/devices.ts";
import { install, settle } from "./fake-devices.ts";

const ids = (list: MediaDeviceInfo[]): string[] => list.map(({ deviceId }) => deviceId);

test("devices are listed by kind, as they come and go", async () => {
  const machine = install();
  await machine.plug("mic", "audioinput");
  const devices = new Devices();
  let changes = 0;
  const forget = devices.onChange(() => (changes += 1));
  await settle();
  await machine.plug("loudspeaker", "audiooutput");
  assert.deepEqual(ids(devices.list("microphone")), ["mic"]);
  assert.deepEqual(ids(devices.list("speaker")), ["loudspeaker"]);
  await machine.unplug("mic");
  assert.deepEqual(devices.list("microphone"), []);
  assert.equal(changes, 3);
  machine.dispatchEvent(new Event("devicechange"));
  await settle();
  assert.equal(changes, 3, "the same list is no change");
  forget();
  await machine.plug("mic", "audioinput");
  assert.equal(changes, 3);
});

test("the default is always there, a device while it is plugged", async () => {
  const machine = install();
  await machine.plug("mic", "audioinput");
  const devices = new Devices();
  await settle();
  assert.deepEqual(
    [null, "mic", "other"].map((id) => devices.has("microphone", id)),
    [true, true, false],
  );
  assert.equal(devices.has("camera", "mic"), false);
});

test("closed, it listens no more", async () => {
  const machine = install();
  const devices = new Devices();
  let changes = 0;
  devices.onChange(() => (changes += 1));
  devices.close();
  await machine.plug("mic", "audioinput");
  assert.equal(changes, 0);
});

test("permission is what the browser says, and a change of it is told", async () => {
  install();
  const status = { state: "denied", onchange: (): void => undefined };
  const asked: string[] = [];
  const query = async ({ name }: { name: string }): Promise<typeof status> => (asked.push(name), status);
  Object.assign(navigator, { permissions: { query } });
  const devices = new Devices();
  let changes = 0;
  devices.onChange(() => (changes += 1));
  assert.equal(await devices.permission("camera"), "denied");
  assert.equal(await devices.permission("speaker"), "denied");
  assert.deepEqual(asked, ["camera", "speaker-selection"]);
  status.onchange();
  assert.equal(changes, 1);
});

test("where the browser does not say, a device with a name has been allowed", async () => {
  const machine = install();
  const devices = new Devices();
  assert.equal(await devices.permission("microphone"), "prompt");
  await machine.plug("mic", "audioinput");
  assert.equal(await devices.permission("microphone"), "granted");
  assert.equal(await devices.permission("camera"), "prompt");
});

test("a page that is not secure is told apart from one that is refused", async () => {
  install(false);
  const devices = new Devices();
  await settle();
  assert.equal(await devices.permission("microphone"), "insecure");
  assert.equal(devices.canShareScreen, false);
  assert.deepEqual(devices.list("microphone"), []);
  await assert.rejects(devices.open("microphone", { audio: {} }), { code: "microphone_insecure" });
  devices.close();
});
