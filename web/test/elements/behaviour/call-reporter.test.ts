import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { CallReporter } from "../../../src/elements/behaviour/call-reporter.ts";
import type { Announcement } from "../../../src/elements/call-words.ts";
import { english } from "../../../src/elements/words/english.ts";
import { callWith } from "../call-double.ts";

/** What has the focus: a text field, or a button. */
class Focused {
  constructor(readonly tag: "input" | "button") {}
  closest = (selector: string): Focused | null => (selector.startsWith(this.tag) ? this : null);
}

let said: Announcement[] = [];

function reporter(focused: Focused | null): CallReporter {
  Object.assign(globalThis, { Element: Focused, document: { title: "", hidden: false, activeElement: focused } });
  return new CallReporter({
    words: () => english,
    sentence: (code) => ({ what: code, next: "" }),
    nameOf: (userId) => userId,
    say: (announcement) => said.push(announcement),
    note: () => undefined,
    emit: () => undefined,
  });
}

beforeEach(() => {
  said = [];
});

test("who is writing is told once who calls: the dialogue does not take the focus", () => {
  const reported = reporter(new Focused("input"));
  const call = callWith({ direction: "incoming", phase: "ringing", connectedAt: null });
  reported.see([call]);
  call.snapshot = { ...call.snapshot, expiresAt: 1 };
  reported.see([call]);
  assert.deepEqual(said, [{ text: "bob is calling", urgent: true }]);
});

test("who is not writing is told by the dialogue, and by nothing else", () => {
  for (const focused of [null, new Focused("button")]) {
    reporter(focused).see([callWith({ direction: "incoming", phase: "ringing", connectedAt: null })]);
  }
  assert.deepEqual(said, []);
});
