import assert from "node:assert/strict";
import { test } from "node:test";
import { accessOf, deviceChoice } from "../../src/elements/device-choice.ts";
import { english } from "../../src/words/english.ts";
import { sentence } from "../../src/words/sentence.ts";

const NAMES = { kind: "Microphone", systemDefault: "System default", numbered: (kind: string, n: number) => `${kind} ${n}` };
const BUILT_IN = { deviceId: "a", label: "Built-in" };
const HEADSET = { deviceId: "b", label: "Headset" };

test("the default stands first, and Chromium's second names for it do not stand there", () => {
  const twice = [{ deviceId: "default", label: "Default - Built-in" }, BUILT_IN, { deviceId: "communications", label: "x" }];
  const { options } = deviceChoice(twice, null, NAMES);
  assert.deepEqual(options, [{ deviceId: null, label: "System default" }, BUILT_IN]);
});

test("without permission there is the default only; devices without names get numbers", () => {
  assert.equal(deviceChoice([{ deviceId: "", label: "" }], null, NAMES).options.length, 1);
  const labels = deviceChoice([HEADSET, { deviceId: "c", label: "" }], null, NAMES).options.map(({ label }) => label);
  assert.deepEqual(labels, ["System default", "Headset", "Microphone 2"]);
});

test("a chosen device that is unplugged is said to be gone, and comes back", () => {
  assert.deepEqual(deviceChoice([BUILT_IN], "b", NAMES).gone, true);
  assert.deepEqual(deviceChoice([BUILT_IN], "b", NAMES).chosen, null);
  const back = deviceChoice([BUILT_IN, HEADSET], "b", NAMES);
  assert.deepEqual([back.gone, back.chosen], [false, "b"]);
});

test("every state of a permission has its words, and a button where another try may help", () => {
  for (const permission of ["granted", "prompt", null] as const) {
    assert.deepEqual(accessOf("camera", permission, null), { code: null, again: false });
  }
  assert.deepEqual(accessOf("camera", "denied", "camera_denied"), { code: "camera_denied", again: false });
  assert.deepEqual(accessOf("microphone", "insecure", null), { code: "microphone_insecure", again: false });
  for (const trouble of ["in_use", "none", "failed"]) {
    const { code, again } = accessOf("microphone", "granted", `microphone_${trouble}`);
    assert.equal(again, true);
    assert.notEqual(sentence(code ?? "").what, english.unknown[0]);
  }
});
