import assert from "node:assert/strict";
import { test } from "node:test";
import { FIRST_CANDIDATE_MS } from "../../src/peer/first-gathering.ts";
import { HOLD_MS } from "../../src/peer/offer-hold.ts";
import { CALM_MS } from "../../src/peer/negotiator.ts";
import { fakeStream, fakeTrack } from "./fake-media.ts";
import { converse, rest, Rig } from "./manager-rig.ts";

/** A section in which media is sent: an answer in which it is new joins in. */
const SENDING = "\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=sendrecv\r\n";

const RETRANSMITS = "m=video 9 X 96 97\r\na=rtpmap:97 rtx/90000\r\n";

/** A rig that has completed one negotiation of its own. */
async function negotiated(polite: boolean): Promise<Rig> {
  const rig = new Rig(polite);
  rig.pc.needNegotiation();
  await rest();
  await rig.answer();
  await rig.clock.advance(HOLD_MS); // the impolite side waits for an offer that does not come
  rig.sent.length = 0;
  rig.pc.calls.length = 0;
  return rig;
}

test("an offer is made without arguments and sent to the other side", async () => {
  const rig = new Rig(false);
  rig.pc.needNegotiation();
  await rest();
  assert.deepEqual(rig.sent, [{ type: "call-offer", recipientId: "them", callId: "call", sdp: "impolite1" }]);
  assert.deepEqual(rig.pc.calls, ["setLocalDescription"]);
});

test("an offer is answered", async () => {
  const rig = new Rig(true);
  await rig.offer();
  assert.deepEqual(rig.sent, [{ type: "call-answer", recipientId: "them", callId: "call", sdp: "polite1" }]);
});

test("impolite: an offer is ignored from the moment ours is begun, before the engine has moved", async () => {
  const rig = await negotiated(false);
  rig.pc.dispatchEvent(new Event("negotiationneeded"));
  assert.equal(rig.pc.signalingState, "stable");
  await rig.offer();
  assert.deepEqual(rig.pc.calls, ["setLocalDescription"]);
});

test("polite: an offer that crosses ours is applied and answered, with no rollback of our own", async () => {
  const rig = await negotiated(true);
  rig.pc.dispatchEvent(new Event("negotiationneeded"));
  await rig.offer();
  await rest();
  assert.deepEqual(rig.pc.calls, [
    "setLocalDescription",
    "setRemoteDescription offer their offer",
    "setLocalDescription",
  ]);
  assert.equal(rig.pc.rollbacks, 1);
  assert.deepEqual(rig.said, ["offer", "answer"]);
});

for (const offers of [false, true]) {
  const who = offers ? "made" : "answered";
  test(`a hidden Firefox that has ${who} the first offer is shown no streams of retransmissions any more`, async () => {
    const rig = new Rig(false);
    rig.pc.sections = "\r\no=mozilla";
    if (offers) {
      rig.pc.needNegotiation();
      await rest();
      await rig.answer();
    } else {
      await rig.offer(RETRANSMITS);
      assert.equal(rig.pc.currentRemoteDescription?.sdp, RETRANSMITS);
    }
    await rig.offer(`o=- 2\r\n${RETRANSMITS}`);
    assert.equal(rig.pc.currentRemoteDescription?.sdp, "o=- 2\r\nm=video 9 X 96\r\n");
  });
}

test("after an offer that could not be made the next one of the other side is no collision", async () => {
  const rig = await negotiated(false);
  rig.pc.refusals.setLocalDescription = new Error("no");
  rig.pc.dispatchEvent(new Event("negotiationneeded"));
  await rest();
  await rig.offer();
  assert.deepEqual(rig.codes, ["negotiation_failed"]);
  assert.deepEqual(rig.said, ["answer"]);
});

test("an offer that was ignored for one that then could not be made is taken after all", async () => {
  const rig = await negotiated(false);
  rig.pc.refusals.setLocalDescription = new Error("no");
  rig.pc.dispatchEvent(new Event("negotiationneeded"));
  await rig.offer();
  await rest();
  assert.deepEqual(rig.codes, ["negotiation_failed"]);
  assert.deepEqual(rig.said, ["answer"]);
});

test("an offer that was ignored for one that was sent is not taken later", async () => {
  const rig = await negotiated(false);
  rig.pc.needNegotiation();
  rig.pc.dispatchEvent(new Event("negotiationneeded"));
  await rig.offer();
  await rig.answer();
  rig.pc.refusals.setLocalDescription = new Error("no");
  rig.pc.needNegotiation();
  await rest();
  assert.deepEqual(rig.said, ["offer"]);
});

test("an offer that arrives while our answer is being applied is not ignored", async () => {
  const rig = new Rig(false);
  rig.pc.needNegotiation();
  await rest();
  const answered = rig.answer();
  const offered = rig.offer();
  await Promise.all([answered, offered]);
  assert.deepEqual(rig.said, ["offer", "answer"]);
  assert.equal(rig.pc.signalingState, "stable");
});

test("after an answer that was refused an offer in the middle of ours is a collision again", async () => {
  const rig = await negotiated(false);
  rig.pc.needNegotiation();
  await rest();
  rig.pc.refusals.setRemoteDescription = new Error("bad answer");
  await rig.answer("their bad answer");
  await rig.offer("their next offer");
  assert.deepEqual(rig.codes, ["description_failed"]);
  assert.deepEqual(rig.said, ["offer"]);
});

test("a refused offer is not answered", async () => {
  const rig = await negotiated(true);
  rig.pc.refusals.setRemoteDescription = new Error("bad offer");
  await rig.offer();
  assert.deepEqual(rig.pc.calls, ["setRemoteDescription offer their offer"]);
});

test("an offer that was rolled back before it could be sent is not sent", async () => {
  const rig = new Rig(true);
  rig.pc.setLocalDescription = async () => undefined;
  rig.pc.needNegotiation();
  await rest();
  assert.deepEqual([rig.said, rig.codes], [[], []]);
});

test("a refused description is fatal only before anything was negotiated", async () => {
  const rig = new Rig(true);
  rig.pc.refusals.setRemoteDescription = new Error("bad offer");
  await rig.offer();
  assert.deepEqual(
    rig.errors.map(({ code, fatal, cause }) => [code, fatal, String(cause)]),
    [["description_failed", true, "Error: bad offer"]],
  );
  const later = await negotiated(true);
  later.pc.refusals.setRemoteDescription = new Error("bad offer");
  await later.offer();
  assert.equal(later.errors[0]?.fatal, false);
});

test("a rollback that the other side asks for is refused", async () => {
  const rig = new Rig(true);
  await rig.manager.handleRemoteDescription({ type: "rollback", sdp: "" } as never);
  assert.deepEqual(rig.codes, ["description_failed"]);
  assert.deepEqual(rig.pc.calls, []);
});

test("what is sent is named by what the engine made, also when it answered instead of offering", async () => {
  const rig = await negotiated(true);
  const offered = rig.offer();
  rig.pc.dispatchEvent(new Event("negotiationneeded"));
  await offered;
  await rest();
  assert.equal(rig.said[0], "answer");
});

test("polite: an extra offer that is needed as well is made once", async () => {
  const rig = new Rig(true);
  rig.pc.sections = SENDING;
  rig.pc.needNegotiation();
  await rest();
  await rig.offer();
  await rest();
  assert.deepEqual(rig.said, ["offer", "answer", "offer"]);
  await rig.answer();
  await rest();
  assert.deepEqual(rig.said, ["offer", "answer", "offer"]);
  assert.equal(rig.pc.signalingState, "stable");
});

/** The polite side with the very first offers crossed, before anything of its own was gathered. */
async function crossedEarly(): Promise<Rig> {
  const rig = new Rig(true);
  rig.pc.gathers = false;
  rig.pc.needNegotiation();
  await rest();
  rig.pc.calls.length = 0;
  void rig.offer("crossing");
  void rig.candidate("theirs");
  await rest();
  return rig;
}

const rolledBack = ["setRemoteDescription offer crossing", "addIceCandidate theirs", "setLocalDescription"];

test("polite: its very first offer is not rolled back before it has gathered something", async () => {
  const rig = await crossedEarly();
  assert.deepEqual(rig.pc.calls, []);
  rig.pc.findCandidate();
  await rest();
  assert.deepEqual(rig.pc.calls.slice(0, 3), rolledBack);
  assert.deepEqual(rig.said, ["offer", "answer", "offer"]);
});

test("polite: where nothing can be gathered its first offer is rolled back all the same", async () => {
  const rig = await crossedEarly();
  await rig.clock.advance(FIRST_CANDIDATE_MS - 1);
  assert.deepEqual(rig.pc.calls, []);
  await rig.clock.advance(1);
  await rest();
  assert.deepEqual(rig.pc.calls.slice(0, 3), rolledBack);
  assert.deepEqual(rig.codes, []);
});

test("polite: closing while its first offer waits to be rolled back ends that too", async () => {
  const rig = await crossedEarly();
  rig.manager.close();
  await rest();
  assert.deepEqual([rig.pc.calls, rig.codes, rig.clock.pending], [[], [], 0]);
});

test("polite: an answer that joins in is followed by an offer, and another is not", async () => {
  const rig = await negotiated(true);
  rig.pc.sections = SENDING;
  await rig.offer();
  await rest();
  assert.deepEqual(rig.said, ["answer", "offer"]);
  await rig.answer();
  await rig.offer("a later one");
  await rest();
  assert.deepEqual(rig.said, ["answer", "offer", "answer"]);
});

test("impolite: an answer that does not join in holds nothing", async () => {
  const rig = await negotiated(false);
  rig.pc.currentRemoteDescription = { type: "answer", sdp: SENDING };
  rig.pc.needNegotiation();
  await rest();
  await rig.answer(SENDING);
  rig.pc.needNegotiation();
  await rest();
  assert.deepEqual(rig.said, ["offer", "offer"]);
});

/** The impolite side after the very first offers crossed, with an answer that joins in just applied. */
async function holding(): Promise<Rig> {
  const rig = new Rig(false);
  rig.pc.needNegotiation();
  await rest();
  await rig.offer("crossing");
  await rig.answer(SENDING);
  await rest();
  rig.sent.length = 0;
  return rig;
}

test("impolite: its own offers are held until the extra offer has been answered, and then made once", async () => {
  const rig = await holding();
  rig.pc.needNegotiation();
  await rest();
  assert.deepEqual(rig.said, []);
  await rig.offer("extra");
  await rest();
  assert.deepEqual(rig.said, ["answer", "offer"]);
  await rig.answer();
  await rig.clock.advance(HOLD_MS);
  await rest();
  assert.deepEqual(rig.said, ["answer", "offer"]);
});

test("impolite: what was held is offered when the extra offer does not come in time", async () => {
  const rig = await holding();
  rig.pc.needNegotiation();
  await rest();
  await rig.clock.advance(HOLD_MS - 1);
  await rest();
  assert.deepEqual(rig.said, []);
  await rig.clock.advance(1);
  await rest();
  assert.deepEqual(rig.said, ["offer"]);
});

test("impolite: with nothing held, nothing is offered at the end of the hold", async () => {
  const rig = await holding();
  await rig.clock.advance(HOLD_MS);
  await rest();
  assert.deepEqual(rig.said, []);
  rig.pc.needNegotiation();
  await rest();
  assert.deepEqual(rig.said, ["offer"]);
});

test("impolite: when the hold ends while the extra offer is being applied, that goes first", async () => {
  const rig = await holding();
  rig.pc.needNegotiation();
  await rest();
  rig.pc.calls.length = 0;
  rig.pc.turns = 20;
  void rig.offer("extra");
  await rig.clock.advance(HOLD_MS);
  assert.deepEqual(rig.pc.calls, ["setRemoteDescription offer extra"]);
  await rest();
  await rest();
  assert.deepEqual(rig.said, ["answer", "offer"]);
});

test("impolite: an extra offer that the engine refuses does not lose what was held", async () => {
  const rig = await holding();
  rig.pc.needNegotiation();
  await rest();
  rig.pc.refusals.setRemoteDescription = new Error("bad offer");
  const refused = rig.offer("extra");
  await rig.clock.advance(HOLD_MS);
  await refused;
  await rest();
  assert.deepEqual(rig.said, ["offer"]);
});

/** A rig whose engine asks for a negotiation each time as soon as the last one is done, or so long after it. */
async function askedAgainAndAgain(after = 0): Promise<Rig> {
  const rig = new Rig(true);
  for (let times = 0; times < 20; times += 1) {
    rig.pc.needNegotiation();
    await rest();
    if (rig.pc.signalingState === "have-local-offer") await rig.answer(`their answer ${times}`);
    await rig.clock.advance(after);
  }
  return rig;
}

test("an engine that asks for ever with nothing changed is not listened to until something is", async () => {
  const rig = await askedAgainAndAgain();
  assert.deepEqual(rig.said, Array(8).fill("offer"));
  void rig.manager.addLocalStream(fakeStream(fakeTrack("audio")));
  assert.equal(rig.sent.length, 8, "the track comes first");
  await rig.clock.advance(0);
  await rest();
  assert.equal(rig.sent.length, 9);
  assert.deepEqual(rig.codes, []);
});

test("an engine that asks now and then is listened to every time", async () => {
  const rig = await askedAgainAndAgain(CALM_MS);
  assert.deepEqual(rig.said, Array(20).fill("offer"));
});

test("what is changed while the other side offers is left to the engine", async () => {
  const rig = await askedAgainAndAgain();
  void rig.offer();
  void rig.manager.addLocalStream(fakeStream(fakeTrack("audio")));
  await rig.clock.advance(0);
  await rest();
  assert.deepEqual(rig.said.slice(8), ["answer", "offer"]);
});

test("both sides begin at once: they agree, with one extra round and nothing more", async () => {
  const left = new Rig(false);
  const right = new Rig(true);
  left.pc.needNegotiation();
  right.pc.needNegotiation();
  await converse(left, right);
  assert.deepEqual([left.pc.signalingState, right.pc.signalingState], ["stable", "stable"]);
  assert.deepEqual(left.said, ["offer", "answer"]);
  assert.deepEqual(right.said, ["offer", "answer", "offer"]);
  assert.deepEqual([...left.codes, ...right.codes], []);
});

test("both sides go on at once, again and again: they agree every time", async () => {
  const left = new Rig(false);
  const right = new Rig(true);
  for (let round = 0; round < 5; round += 1) {
    left.pc.needNegotiation();
    right.pc.needNegotiation();
    await converse(left, right);
    await left.clock.advance(HOLD_MS);
    await converse(left, right);
    assert.deepEqual([left.pc.signalingState, right.pc.signalingState], ["stable", "stable"]);
  }
  assert.equal(right.pc.rollbacks, 5);
  assert.deepEqual([...left.codes, ...right.codes], []);
});
