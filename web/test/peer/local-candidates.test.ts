import assert from "node:assert/strict";
import { test } from "node:test";
import { Lifetime } from "../../src/lifetime.ts";
import { HEARING_MS, LocalCandidates } from "../../src/peer/local-candidates.ts";
import { VirtualClock } from "../virtual-clock.ts";

const FIREFOX = "v=0\r\no=mozilla...THIS_IS_SDPARTA-99.0 1 0 IN IP4 0.0.0.0\r\n";
const CHROMIUM = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n";
const ONE = "a=candidate:1 1 udp\r\n";

function twoSections(first: string, second: string): string {
  return `a=group:BUNDLE 0 1\r\nm=audio 9\r\n${first}a=mid:0\r\nm=video 9\r\n${second}a=mid:1\r\n`;
}

/** `remote`: what the other side has agreed to before; null for the first offer. */
function rig({ local = CHROMIUM, remote = FIREFOX as string | null }) {
  const pc = {
    signalingState: "have-local-offer" as RTCSignalingState,
    localDescription: { sdp: `${local}a=ice-ufrag:now\r\n` } as RTCSessionDescription,
    // Chromium writes an origin of its own into what it was given.
    currentRemoteDescription: remote === null ? null : ({ sdp: CHROMIUM } as RTCSessionDescription),
  };
  const sent: (string | null)[] = [];
  const clock = new VirtualClock();
  const candidates = new LocalCandidates(pc, new Lifetime(clock), (candidate) => sent.push(candidate?.candidate ?? null));
  candidates.described(remote ?? "");
  const gather = (name: string | null, usernameFragment = "now"): void => {
    candidates.gathered(name === null ? null : ({ candidate: name, usernameFragment } as RTCIceCandidate));
  };
  const become = (state: RTCSignalingState): void => {
    pc.signalingState = state;
    candidates.stateChanged();
  };
  return { pc, clock, sent, gather, become, candidates };
}

test("the candidates of the first offer go out at once", () => {
  const { sent, gather } = rig({ remote: null });
  gather("a");
  gather(null);
  assert.deepEqual(sent, ["a", null]);
});

test("those of a later offer to Firefox wait for its answer, and keep their order", () => {
  const { sent, gather, become } = rig({});
  gather("a");
  gather("b");
  assert.deepEqual(sent, []);
  become("stable");
  gather(null);
  assert.deepEqual(sent, ["a", "b", null]);
});

test("nor do they go out inside the description, which has them when they are found fast", () => {
  const { candidates, become } = rig({});
  const sdp = "v=0\r\nm=audio 9\r\na=candidate:1 1 udp\r\na=candidate:2 1 udp\r\na=end-of-candidates\r\na=mid:0\r\n";
  assert.equal(candidates.inDescription(sdp), "v=0\r\nm=audio 9\r\na=mid:0\r\n");
  become("stable");
  assert.equal(candidates.inDescription(sdp), sdp);
});

test("one that comes before the change of state is told does not overtake", () => {
  const { pc, sent, gather, become } = rig({});
  gather("a");
  pc.signalingState = "stable";
  gather("b");
  become("stable");
  assert.deepEqual(sent, ["a", "b"]);
});

test("those of an offer that was rolled back are not sent, also when they come late", () => {
  const { pc, sent, gather, become } = rig({});
  gather("a");
  pc.localDescription = { sdp: `${CHROMIUM}a=ice-ufrag:before\r\n` } as RTCSessionDescription;
  become("stable"); // Chromium tells of a moment of stable in the middle of a rollback
  become("have-remote-offer");
  gather("b");
  pc.localDescription = { sdp: `${CHROMIUM}a=ice-ufrag:after\r\n` } as RTCSessionDescription;
  become("stable");
  gather("c");
  gather("d", "after");
  assert.deepEqual(sent, ["d"]);
});

test("those of an answer go out at once", () => {
  const { pc, sent, gather } = rig({});
  pc.signalingState = "stable";
  gather("a");
  assert.deepEqual(sent, ["a"]);
});

for (const [who, local, remote] of [
  ["Chromium to Chromium", CHROMIUM, CHROMIUM],
  ["Firefox to Chromium", FIREFOX, CHROMIUM],
  ["Firefox to Firefox", FIREFOX, FIREFOX],
] as const) {
  test(`a later offer of ${who} does not hold them`, () => {
    const { sent, gather } = rig({ local, remote });
    gather("a");
    assert.deepEqual(sent, ["a"]);
  });
}

/** A restart has been agreed on, and the other side has told of no candidate of it yet. */
function restarted({ local = CHROMIUM, remote = FIREFOX, found = "" } = {}) {
  const rigged = rig({ local, remote });
  rigged.candidates.described(`${remote}a=ice-ufrag:before\r\n`);
  rigged.candidates.described(`${remote}a=ice-ufrag:after\r\n${found}`);
  rigged.pc.signalingState = "stable";
  return rigged;
}

test("those of a restart wait for the first candidate of Firefox, offered or answered", () => {
  const { sent, gather, candidates } = restarted();
  gather("a");
  candidates.found({ candidate: "late", usernameFragment: "before" });
  assert.deepEqual(sent, []);
  candidates.found({ candidate: "theirs", usernameFragment: "after" });
  gather("b");
  assert.deepEqual(sent, ["a", "b"]);
});

test("candidates of a section that does not carry the bundle end no wait", () => {
  const { sent, gather, candidates } = restarted({ found: twoSections("", ONE) });
  gather("a");
  candidates.found({ candidate: "aside", sdpMid: "1" });
  assert.deepEqual(sent, []);
  candidates.found({ candidate: "theirs", sdpMid: "0" });
  assert.deepEqual(sent, ["a"]);
});

test("the end of Firefox's candidates ends no wait: it may be that of a gathering that was broken off", () => {
  const { sent, gather, candidates } = restarted();
  gather("a");
  candidates.found({ candidate: "" });
  assert.deepEqual(sent, []);
});

test("where Firefox finds none for long, they go out all the same", async () => {
  const { clock, sent, gather } = restarted();
  gather("a");
  await clock.advance(HEARING_MS - 1);
  assert.deepEqual(sent, []);
  await clock.advance(1);
  assert.deepEqual(sent, ["a"]);
});

test("the wait of an earlier restart does not end that of a later one", async () => {
  const { clock, sent, gather, candidates } = restarted();
  gather("a");
  await clock.advance(HEARING_MS - 1);
  candidates.described(`${FIREFOX}a=ice-ufrag:later\r\n`);
  await clock.advance(HEARING_MS - 1);
  assert.deepEqual(sent, []);
});

test("candidates in Firefox's description count as heard; other engines are not waited for", () => {
  for (const given of [{ found: ONE }, { found: twoSections(ONE, "") }, { local: FIREFOX }, { remote: CHROMIUM }]) {
    const { sent, gather } = restarted(given);
    gather("a");
    assert.deepEqual(sent, ["a"]);
  }
});
