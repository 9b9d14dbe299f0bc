import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallSnapshot, Level, Quality } from "../../src/index.ts";
import { announcement, otherWords, stateWords } from "../../src/elements/call-words.ts";
import { english } from "../../src/elements/words/english.ts";
import { snapshotWith, TALKING } from "./call-double.ts";

const said = (before: Partial<CallSnapshot> | undefined, after: Partial<CallSnapshot>) =>
  announcement(before && snapshotWith(before), snapshotWith(after), "Bob", english);

const at = (level: Level): Partial<CallSnapshot> => ({ quality: { level } as Quality });

test("an outgoing call says where it stands: calling, ringing, connecting, connected", () => {
  const words = (different: Partial<CallSnapshot>): string => stateWords(snapshotWith(different), english);
  assert.equal(words({ phase: "dialling" }), "Calling…");
  assert.equal(words({ phase: "ringing", devices: null }), "Calling…");
  assert.equal(words({ phase: "ringing", devices: 1 }), "Ringing…");
  assert.equal(words({ phase: "ringing", devices: 3 }), "Ringing on 3 devices");
  assert.equal(words({ phase: "connecting" }), "Connecting…");
  assert.equal(words({ phase: "reconnecting" }), "Reconnecting…");
  assert.equal(words({ phase: "connected" }), "Connected");
  assert.equal(words({ phase: "ended" }), "");
});

test("every step of a call is said to those who hear it, and its loss at once", () => {
  assert.deepEqual(said(undefined, { phase: "dialling" }), { text: "Calling Bob…", urgent: false });
  assert.deepEqual(said({ phase: "dialling" }, { phase: "ringing", devices: 2 }), { text: "Ringing on 2 devices", urgent: false });
  assert.deepEqual(said({ phase: "connecting" }, {}), { text: "Connected", urgent: false });
  assert.deepEqual(said({}, { phase: "reconnecting" }), { text: "Reconnecting…", urgent: true });
});

test("a call that rings here and one that is over are not said here: they say so themselves", () => {
  assert.equal(said(undefined, { phase: "ringing", direction: "incoming" }), null);
  assert.equal(said({}, { phase: "ended", reason: "completed" }), null);
});

test("what either side does is said: microphone, camera, screen, hold, reconnecting", () => {
  const other = (different: Partial<typeof TALKING>): string | undefined => said({}, { other: { ...TALKING, ...different } })?.text;
  assert.equal(other({ audio: false }), "Bob has muted the microphone");
  assert.equal(other({ video: true }), "Bob has turned the camera on");
  assert.equal(other({ screen: "s" }), "Bob is sharing a screen");
  assert.equal(other({ hold: true }), "Bob has put you on hold");
  assert.equal(other({ reconnecting: true }), "Bob is reconnecting…");
  assert.equal(said({}, { own: { ...TALKING, audio: false } })?.text, "Your microphone is off");
  assert.equal(said({ own: { ...TALKING, hold: true } }, {})?.text, "The call goes on");
});

test("changes at the same moment are said together, and nothing twice", () => {
  const both = said({}, { own: { ...TALKING, video: true }, other: { ...TALKING, video: true } });
  assert.equal(both?.text, "Your camera is on. Bob has turned the camera on");
  assert.equal(said({}, {}), null);
});

test("the quality is said when it turns bad or good again, not at every step", () => {
  assert.equal(said(at(4), at(3)), null);
  assert.equal(said(at(3), at(2))?.text, "Poor connection");
  assert.equal(said(at(2), at(4))?.text, "Good connection");
  assert.equal(said({}, at(4)), null);
});

test("the gravest of what the other side does stands first, and nothing of it without a connection", () => {
  const busy = { other: { ...TALKING, audio: false, screen: "s", reconnecting: true } };
  assert.deepEqual(otherWords(snapshotWith(busy), "Bob", english), [
    "Bob is reconnecting…",
    "Bob is sharing a screen",
    "Bob has muted the microphone",
  ]);
  assert.deepEqual(otherWords(snapshotWith({ ...busy, phase: "reconnecting" }), "Bob", english), []);
});
