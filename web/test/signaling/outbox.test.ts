import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallError, CallHangup, CallIceCandidate, CallOffer, ClientMessage, ServerMessage } from "../../src/messages.gen.ts";
import { Lifetime } from "../../src/lifetime.ts";
import { Outbox, OUTBOX_SIZE, type Carrier } from "../../src/signaling/outbox.ts";
import { VirtualClock } from "../virtual-clock.ts";

const candidate = (callId: string): CallIceCandidate => ({
  type: "call-ice-candidate",
  recipientId: "bob",
  callId,
  candidate: { candidate: "" },
});
const hangup = (callId: string): CallHangup => ({ type: "call-hangup", recipientId: "bob", callId });
const offer = (callId: string): CallOffer => ({ type: "call-offer", recipientId: "bob", callId, sdp: "v=0" });

/** A connection that comes and goes as the test says. */
class Line implements Carrier {
  inSession = true;
  open = true;
  sent: ClientMessage[] = [];
  readonly clock = new VirtualClock();
  readonly outbox = new Outbox(this, new Lifetime(this.clock), "c");

  send(message: ClientMessage): boolean {
    if (this.open) this.sent.push(message);
    return this.open;
  }

  /** What goes out over a new connection. */
  again(): ClientMessage[] {
    this.open = true;
    this.sent = [];
    this.outbox.sendAgain();
    return this.sent;
  }
}

test("a message goes out at once, and again over every connection until it is answered", () => {
  const line = new Line();
  line.outbox.send(hangup("one"));
  line.outbox.send(hangup("two"));
  const both = [
    { ...hangup("one"), commandId: "c-1" },
    { ...hangup("two"), commandId: "c-2" },
  ];
  assert.deepEqual(line.sent, both);
  assert.deepEqual(line.again(), both);
  line.outbox.follow({ type: "done", commandId: "c-1" });
  assert.deepEqual(line.again(), both.slice(1));
  line.outbox.follow({ type: "call-error", callId: "two", error: "not_allowed", message: "", commandId: "c-2" });
  assert.deepEqual(line.again(), []);
});

test("an error that answers no command settles none", () => {
  const line = new Line();
  line.outbox.send(hangup("one"));
  line.outbox.follow({ type: "call-error", callId: "one", error: "rate_limited", message: "" });
  assert.equal(line.again().length, 1);
});

test("what was refused for a reason that passes is sent again, five times, unless it is answered", async () => {
  const line = new Line();
  line.outbox.send(hangup("one"));
  const refused: CallError = { type: "call-error", callId: "one", error: "store_unavailable", message: "", commandId: "c-1" };
  for (let count = 1; count <= 5; count += 1) {
    assert.equal(line.outbox.retries(refused), true);
    await line.clock.advance(999);
    assert.equal(line.sent.length, count);
    await line.clock.advance(1);
    assert.equal(line.sent.length, count + 1);
    assert.deepEqual(line.sent.at(-1), { ...hangup("one"), commandId: "c-1" });
  }
  assert.equal(line.outbox.retries(refused), false);
  line.outbox.send(hangup("two"));
  assert.equal(line.outbox.retries({ ...refused, commandId: "c-2", error: "rate_limited", retryInMs: 3_000 }), true);
  await line.clock.advance(2_999);
  assert.equal(line.sent.length, 7);
  line.outbox.follow({ type: "done", commandId: "c-2" });
  await line.clock.advance(60_000);
  assert.equal(line.sent.length, 7);
});

test("an offer, what is wrong in itself, and what nobody sent are not tried again", () => {
  const line = new Line();
  line.outbox.send(offer("a"));
  line.outbox.send(hangup("a"));
  const refused: CallError = { type: "call-error", callId: "a", error: "rate_limited", message: "" };
  assert.equal(line.outbox.retries({ ...refused, commandId: "c-1" }), false);
  assert.equal(line.outbox.retries({ ...refused, commandId: "c-2", error: "not_allowed" }), false);
  assert.equal(line.outbox.retries({ ...refused, commandId: "c-3" }), false);
  assert.equal(line.outbox.retries(refused), false);
});

test("the application may name the command itself", () => {
  const line = new Line();
  line.outbox.send({ ...hangup("one"), commandId: "mine" });
  assert.deepEqual(line.sent, [{ ...hangup("one"), commandId: "mine" }]);
  line.outbox.follow({ type: "done", commandId: "mine" });
  assert.deepEqual(line.again(), []);
});

test("a server that answers nothing is sent everything once, in order", () => {
  const line = new Line();
  line.inSession = line.open = false;
  line.outbox.send(hangup("one"));
  line.outbox.send(candidate("two"));
  assert.deepEqual(line.again(), [hangup("one"), candidate("two")]);
  line.outbox.send(hangup("three"));
  assert.deepEqual(line.sent.at(-1), hangup("three"));
  assert.deepEqual(line.again(), []);
});

test("what no server answers is sent once", () => {
  const line = new Line();
  line.open = false;
  line.outbox.send({ type: "ping" });
  assert.deepEqual(line.again(), [{ type: "ping" }]);
  assert.deepEqual(line.again(), []);
});

test("the candidates of a call that is over are dropped, whoever ended it", () => {
  for (const over of ["call-hangup", "call-reject"] as const) {
    const line = new Line();
    line.open = false;
    for (const message of [offer("a"), candidate("a"), candidate("b"), candidate("c")]) line.outbox.send(message);
    line.outbox.send({ type: over, recipientId: "bob", callId: "a" });
    line.outbox.follow({ type: over, senderId: "bob", callId: "b" } as ServerMessage);
    const left = line.again().map((message) => `${message.type} ${(message as CallOffer).callId}`);
    assert.deepEqual(left, ["call-offer a", "call-ice-candidate c", `${over} a`]);
  }
});

test("the calls that are being placed are those whose offer is unanswered", () => {
  const line = new Line();
  line.outbox.send(offer("a"));
  line.outbox.send(offer("b"));
  line.outbox.send(candidate("c"));
  line.outbox.follow({ type: "done", commandId: "c-1" });
  assert.deepEqual([...line.outbox.offered], ["b"]);
});

test("when it is full the oldest candidate is lost first", () => {
  const line = new Line();
  line.outbox.send(hangup("kept"));
  line.outbox.send(candidate("lost"));
  for (let count = 2; count <= OUTBOX_SIZE; count += 1) line.outbox.send(candidate(String(count)));
  const again = line.again();
  assert.equal(again.length, OUTBOX_SIZE);
  assert.deepEqual(again.slice(0, 2).map((message) => (message as CallHangup).callId), ["kept", "2"]);
});

test("with no candidates the oldest message is lost", () => {
  const line = new Line();
  for (let count = 0; count <= OUTBOX_SIZE; count += 1) line.outbox.send(hangup(String(count)));
  const again = line.again();
  assert.equal(again.length, OUTBOX_SIZE);
  assert.equal((again[0] as CallHangup).callId, "1");
});
