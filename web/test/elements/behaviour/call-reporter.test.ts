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

test("an end that the call view shows is told by its heading alone, which gets the focus", () => {
  const reported = reporter(null);
  const call = callWith();
  reported.see([call]);
  said = [];
  call.snapshot = { ...call.snapshot, phase: "ended", reason: "lost", endedAt: 1 };
  reported.see([call]);
  assert.deepEqual(said, []);
});

test("an end that no screen shows is said: another call goes on, or this one was missed", () => {
  const reported = reporter(null);
  const [first, second] = [callWith(), callWith()];
  reported.see([first, second]);
  said = [];
  first.snapshot = { ...first.snapshot, phase: "ended", reason: "lost", endedAt: 1 };
  reported.see([first, second]);
  assert.deepEqual(said, [{ text: "lost ", urgent: true }]);
  const missed = Object.assign(callWith({ direction: "incoming", phase: "ringing", connectedAt: null }), { dismiss: () => undefined });
  reported.see([second, missed]);
  said = [];
  missed.snapshot = { ...missed.snapshot, phase: "ended", reason: "no_answer", endedAt: 1 };
  reported.see([second, missed]);
  assert.deepEqual(said, [{ text: "no_answer ", urgent: false }]);
});

test("that the server is away is said once, however often it is tried, and that it is back", () => {
  const reported = reporter(null);
  for (const state of ["idle", "connecting", "open"] as const) reported.connected(state);
  assert.deepEqual(said, []);
  for (const state of ["waiting", "connecting", "waiting", "connecting"] as const) reported.connected(state);
  assert.deepEqual(said, [{ text: english.reconnectingServer, urgent: true }]);
  reported.connected("open");
  assert.deepEqual(said[1], { text: english.online, urgent: false });
});
