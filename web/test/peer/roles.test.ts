import assert from "node:assert/strict";
import { test } from "node:test";
import { isPolite } from "../../src/peer/roles.ts";

const users = (localUserId: string, remoteUserId: string): boolean => isPolite({ localUserId, remoteUserId });

for (const [lower, higher, why] of [
  ["alice", "bob", "letters"],
  ["Bob", "alice", "capitals come first"],
  ["al", "alice", "a prefix comes first"],
  ["10", "9", "digits are characters, not numbers"],
  ["\u{ff5e}", "\u{1f600}", "a code point above U+FFFF is higher than any below"],
  ["a\u{ffff}b", "a\u{10000}b", "also in the middle"],
] as const) {
  test(`the lower user id is polite: ${why}`, () => {
    assert.equal(users(lower, higher), true);
    assert.equal(users(higher, lower), false);
  });
}

test("the same user twice: the lower device id is polite", () => {
  const same = { localUserId: "ann", remoteUserId: "ann" };
  assert.equal(isPolite({ ...same, localDeviceId: "laptop", remoteDeviceId: "phone" }), true);
  assert.equal(isPolite({ ...same, localDeviceId: "phone", remoteDeviceId: "laptop" }), false);
});

test("different users: the device ids do not matter", () => {
  assert.equal(isPolite({ localUserId: "ann", remoteUserId: "bob", localDeviceId: "z", remoteDeviceId: "a" }), true);
});
