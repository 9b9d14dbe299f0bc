import assert from "node:assert/strict";
import { test } from "node:test";
import { TRANSITIONS } from "../../src/call-states.gen.ts";
import type { CallCode, Code, Fault, Family, Words } from "../../src/words/codes.ts";
import { english } from "../../src/words/english.ts";
import { sentence } from "../../src/words/sentence.ts";

const STATES = new Set<string>(Object.keys(TRANSITIONS));
const END_REASONS = new Set(
  Object.values(TRANSITIONS)
    .flatMap((row) => Object.values(row))
    .filter((outcome) => !STATES.has(outcome)),
);
const DEVICES = ["microphone", "camera", "speaker", "screen"];
const TROUBLES = ["denied", "in_use", "none", "insecure", "failed"];

/** Each code that the types know is in exactly one of these: with a row of its own, in a family, or a fault of a program. */
type Uncovered = Exclude<Code, keyof Words | Fault | `${Family}_${string}` | `${"microphone" | "camera" | "speaker" | "screen"}_${string}`>;
const nothingIsUncovered: [Uncovered] extends [never] ? true : never = true;
const everyFaultIsACode: [Exclude<Fault, CallCode>] extends [never] ? true : never = true;

function every(about: { other?: string; incoming?: boolean } = {}): { code: string; what: string; next: string }[] {
  const rows = Object.keys(english).filter((key) => !/^(devices|other|unknown|device_.*|.*_incoming)$/.test(key));
  const devices = DEVICES.flatMap((device) => TROUBLES.map((trouble) => `${device}_${trouble}`));
  return [...rows, ...devices].map((code) => ({ code, ...sentence(code, about) }));
}

test("every end of a call in the generated table has a sentence of its own, seen from both sides", () => {
  assert.ok(nothingIsUncovered && everyFaultIsACode);
  assert.ok(END_REASONS.size >= 10);
  for (const reason of END_REASONS) {
    for (const incoming of [false, true]) {
      assert.notEqual(sentence(reason, { incoming }).what, english.unknown[0], reason);
    }
  }
});

test("every trouble of every device has a sentence that names the device", () => {
  for (const device of DEVICES) {
    for (const trouble of TROUBLES) assert.match(sentence(`${device}_${trouble}`).what, new RegExp(`\\b${device}\\b`));
  }
  assert.match(sentence("screen_denied").next, /Choose/);
});

test("all is in plain sentences, and no placeholder is left over", () => {
  for (const about of [{}, { incoming: true }, { other: "Bob" }]) {
    for (const { code, what, next } of every(about)) {
      assert.match(what, /^[A-Z][^{}]{7,70}\.$/, code);
      assert.match(next, /^[A-Z][^{}]{3,60}\.$/, code);
    }
  }
});

test("the other side is named at the beginning of a sentence only, where its default fits", () => {
  for (const row of Object.values(english).flat()) assert.doesNotMatch(String(row), /.\{other\}/);
});

test("a call that came in ends in other words", () => {
  assert.equal(sentence("declined", { other: "Bob" }).what, "Bob declined.");
  assert.equal(sentence("declined", { other: "Bob", incoming: true }).what, "You declined.");
  for (const missed of ["no_answer", "cancelled", "busy", "unreachable"]) {
    assert.equal(sentence(missed, { other: "Bob", incoming: true }).what, "Bob called.");
  }
  assert.equal(sentence("no_answer").what, "The other side did not answer.");
});

test("a code says what its family says, unless it has a row of its own", () => {
  assert.deepEqual(sentence("token_expired"), { what: "You are signed out.", next: "Sign in again." });
  assert.equal(sentence("ice_server_error").what, sentence("turn_unreachable").what);
  assert.notEqual(sentence("ice_recovery_failed").what, sentence("ice_server_error").what);
});

test("an unknown code, and a name that is no code, have a sentence as well", () => {
  for (const code of ["of_a_newer_server", "newer_failed", "other", "devices", "constructor", "__proto__", ""]) {
    assert.equal(sentence(code).what, english.unknown[0], code);
  }
});

test("what only a programmer can mend has the sentence of an unknown code", () => {
  const faults: Record<Fault, true> = {
    candidate_failed: true,
    cannot_rejoin: true,
    description_failed: true,
    description_required: true,
    dtls_failed: true,
    internal_error: true,
    invalid_answer: true,
    invalid_field: true,
    missing_field: true,
    negotiation_failed: true,
    network: true,
    not_initialized: true,
    not_json: true,
    origin_refused: true,
    refused: true,
    signaling_failed: true,
    store_unavailable: true,
    too_deep: true,
    too_large: true,
    unauthorized: true,
    unknown_call: true,
    unknown_type: true,
  };
  for (const code of Object.keys(faults)) assert.equal(sentence(code).what, english.unknown[0], code);
});

test("a name is taken as it is", () => {
  assert.equal(sentence("busy", { other: "$& {device} <b>" }).what, "$& {device} <b> is in another call.");
});

test("a translation takes the place of everything, names of devices too", () => {
  const german: Words = {
    ...english,
    device_in_use: ["Ein anderes Programm benutzt {device}.", "Schließen Sie es."],
    devices: { microphone: "das Mikrofon", camera: "die Kamera", speaker: "den Lautsprecher", screen: "den Bildschirm" },
    other: "Die Gegenseite",
    busy: ["{other} spricht gerade.", "Versuchen Sie es später."],
  };
  assert.equal(sentence("camera_in_use", {}, german).what, "Ein anderes Programm benutzt die Kamera.");
  assert.equal(sentence("busy", {}, german).what, "Die Gegenseite spricht gerade.");
});
