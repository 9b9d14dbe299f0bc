import assert from "node:assert/strict";
import { test } from "node:test";
import { AnsweredRestarts } from "../src/answered-restarts.ts";

const FIREFOX = "v=0\r\no=mozilla...THIS_IS_SDPARTA-99.0 1 0 IN IP4 0.0.0.0\r\n";
const CHROMIUM = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n";

/** `negotiate` completes an offer and answer: who offered, and the other side's ICE user name fragment. */
function rig(local: string, remote: string) {
  const pc = {
    restarts: 0,
    currentLocalDescription: null as RTCSessionDescription | null,
    currentRemoteDescription: null as RTCSessionDescription | null,
    restartIce: () => void (pc.restarts += 1),
  };
  const restarts = new AnsweredRestarts(pc);
  const negotiate = (offerer: "we" | "they", fragment: string): void => {
    const sdp = `a=ice-ufrag:${fragment}\r\n`;
    const [ours, theirs] = offerer === "we" ? (["offer", "answer"] as const) : (["answer", "offer"] as const);
    pc.currentLocalDescription = { type: ours, sdp: local + sdp } as RTCSessionDescription;
    pc.currentRemoteDescription = { type: theirs, sdp: remote + sdp } as RTCSessionDescription;
    restarts.negotiated();
  };
  return { pc, negotiate };
}

test("Firefox follows a restart of another engine with one of its own", () => {
  const { pc, negotiate } = rig(FIREFOX, CHROMIUM);
  negotiate("we", "first");
  negotiate("they", "second");
  assert.equal(pc.restarts, 1);
});

test("the restart that follows is followed by none", () => {
  const { pc, negotiate } = rig(FIREFOX, CHROMIUM);
  negotiate("we", "first");
  negotiate("they", "second");
  negotiate("we", "third");
  negotiate("they", "third");
  assert.equal(pc.restarts, 1);
});

test("nothing follows the first negotiation, nor one that restarts nothing", () => {
  const { pc, negotiate } = rig(FIREFOX, CHROMIUM);
  negotiate("we", "first");
  negotiate("they", "first");
  assert.equal(pc.restarts, 0);
});

test("nothing follows where the other side began the call: there only one side controls", () => {
  const { pc, negotiate } = rig(FIREFOX, CHROMIUM);
  negotiate("they", "first");
  negotiate("they", "second");
  assert.equal(pc.restarts, 0);
});

test("nothing follows a restart between two of one kind, nor one that Firefox offers", () => {
  for (const [local, remote] of [[FIREFOX, FIREFOX], [CHROMIUM, FIREFOX], [CHROMIUM, CHROMIUM]] as const) {
    const { pc, negotiate } = rig(local, remote);
    negotiate("we", "first");
    negotiate("they", "second");
    assert.equal(pc.restarts, 0);
  }
});
