import assert from "node:assert/strict";
import { test } from "node:test";
import { commandOf, KEYS, type Key } from "../../../src/elements/behaviour/keyboard.ts";

const pressed = (key: string, different: Partial<Key> = {}): Key => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  ...different,
});

test("each key that is listed does what the list says, in either case", () => {
  assert.equal(commandOf(pressed("m")), "mute");
  assert.equal(commandOf(pressed("V")), "camera");
  assert.equal(commandOf(pressed("s")), "share");
  assert.equal(commandOf(pressed("h")), "hold");
  assert.equal(commandOf(pressed("?", { shiftKey: true })), "help");
  assert.equal(new Set(Object.values(KEYS)).size, Object.keys(KEYS).length);
});

test("hanging up takes two keys, so that no slip of a finger ends a call", () => {
  assert.equal(commandOf(pressed("L", { shiftKey: true })), "hang-up");
  assert.equal(commandOf(pressed("l")), null);
});

test("keys of the browser, of other layouts and a key that is held down do nothing", () => {
  for (const modifier of ["ctrlKey", "altKey", "metaKey", "repeat"] as const) {
    assert.equal(commandOf(pressed("m", { [modifier]: true })), null, modifier);
  }
  assert.equal(commandOf(pressed("Enter")), null);
  assert.equal(commandOf(pressed("ь")), null);
});
