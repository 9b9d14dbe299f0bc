import assert from "node:assert/strict";
import { test } from "node:test";
import { keepDtlsRole } from "../../src/peer/dtls-role.ts";

function sdp(setup: string, fingerprint = "sha-256 AA"): string {
  return `v=0\r\na=fingerprint:${fingerprint}\r\nm=audio 9\r\na=setup:${setup}\r\nm=video 9\r\na=setup:${setup}\r\n`;
}

function descriptions(local: ["offer" | "answer", string], remote: ["offer" | "answer", string]) {
  return {
    currentLocalDescription: { type: local[0], sdp: sdp(local[1], "sha-256 BB") } as RTCSessionDescription,
    currentRemoteDescription: { type: remote[0], sdp: sdp(remote[1]) } as RTCSessionDescription,
  };
}

const weOffered = descriptions(["offer", "actpass"], ["answer", "passive"]);
const weAnswered = descriptions(["answer", "active"], ["offer", "actpass"]);

test("the other side stays passive when it answered so before", () => {
  assert.equal(keepDtlsRole(sdp("active"), weOffered), sdp("passive"));
});

test("the other side stays passive when we answered as active", () => {
  assert.equal(keepDtlsRole(sdp("active"), weAnswered), sdp("passive"));
});

test("the other side stays active when we answered as passive", () => {
  const passive = descriptions(["answer", "passive"], ["offer", "actpass"]);
  assert.equal(keepDtlsRole(sdp("passive"), passive), sdp("active"));
});

test("an answer that is right is left as it is", () => {
  assert.equal(keepDtlsRole(sdp("passive"), weOffered), sdp("passive"));
});

test("an answer with another fingerprint makes a new association", () => {
  const fresh = sdp("active", "sha-256 CC");
  assert.equal(keepDtlsRole(fresh, weOffered), fresh);
});

test("the first answer is left as it is", () => {
  const none = { currentLocalDescription: null, currentRemoteDescription: null };
  assert.equal(keepDtlsRole(sdp("active"), none), sdp("active"));
});

test("an answer without a fingerprint is left for the engine to refuse", () => {
  assert.equal(keepDtlsRole("v=0\r\na=setup:active\r\n", weOffered), "v=0\r\na=setup:active\r\n");
});
