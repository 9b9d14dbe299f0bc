import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_SETTINGS, SettingsStore, type Settings } from "../../src/media/settings.ts";
import { settle } from "./fake-devices.ts";

class Drawer {
  readonly kept = new Map<string, Partial<Settings>>();

  load = async (userId: string): Promise<Partial<Settings> | null> => this.kept.get(userId) ?? null;
  save = (userId: string, changed: Partial<Settings>): void => void this.kept.set(userId, changed);
}

test("echo cancellation, noise suppression and gain control are on by default", () => {
  const { echoCancellation, noiseSuppression, autoGainControl } = new SettingsStore(new Drawer()).get();
  assert.deepEqual([echoCancellation, noiseSuppression, autoGainControl], [true, true, true]);
});

test("what was chosen is there again on the next page, for the same person", async () => {
  const drawer = new Drawer();
  const store = new SettingsStore(drawer);
  await store.load("ann");
  store.set({ microphone: "headset" });
  assert.deepEqual(drawer.kept.get("ann"), { microphone: "headset" });
  const again = new SettingsStore(drawer);
  await again.load("ann");
  assert.deepEqual(again.get(), { ...DEFAULT_SETTINGS, microphone: "headset" });
  const other = new SettingsStore(drawer);
  await other.load("bob");
  assert.equal(other.get(), other.get());
  assert.deepEqual(other.get(), DEFAULT_SETTINGS);
});

test("what was set before it is known whose page it is holds, and is stored then", async () => {
  const drawer = new Drawer();
  drawer.kept.set("ann", { camera: "old", speaker: "old" });
  const store = new SettingsStore(drawer);
  store.set({ camera: "new" });
  await store.load("ann");
  assert.deepEqual([store.get().camera, store.get().speaker], ["new", "old"]);
  assert.deepEqual(drawer.kept.get("ann"), { camera: "new", speaker: "old" });
});

test("each change is told once, and the settings are the same object in between", async () => {
  const store = new SettingsStore(new Drawer());
  let changes = 0;
  const forget = store.subscribe(() => (changes += 1));
  const before = store.get();
  assert.equal(store.get(), before);
  store.set({ opusDtx: true });
  assert.notEqual(store.get(), before);
  assert.equal(before.opusDtx, false);
  forget();
  store.set({ opusDtx: false });
  assert.equal(changes, 1);
});

test("a full storage costs only the remembering", async () => {
  const store = new SettingsStore({ load: () => null, save: () => Promise.reject(new Error("full")) });
  await store.load("ann");
  store.set({ ringtone: false });
  await settle();
  assert.equal(store.get().ringtone, false);
});

test("a storage that cannot be read is not written over", async () => {
  const drawer = new Drawer();
  const store = new SettingsStore({ load: () => Promise.reject(new Error("offline")), save: drawer.save });
  await store.load("ann");
  store.set({ ringtone: false });
  assert.equal(store.get().ringtone, false);
  assert.equal(drawer.kept.size, 0);
});

test("another person on the same page gets nothing of the first one's", async () => {
  const drawer = new Drawer();
  const store = new SettingsStore(drawer);
  await store.load("ann");
  store.set({ microphone: "headset" });
  await store.load("bob");
  assert.deepEqual(store.get(), DEFAULT_SETTINGS);
});

test("the browser's storage is the default", async () => {
  const kept = new Map([["ringback.settings.ann", '{"opusDtx":true}']]);
  const localStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  Object.defineProperty(globalThis, "localStorage", { value: localStorage, configurable: true });
  const store = new SettingsStore();
  await store.load("ann");
  store.set({ ringMs: 30_000 });
  assert.equal(kept.get("ringback.settings.ann"), '{"opusDtx":true,"ringMs":30000}');
});
