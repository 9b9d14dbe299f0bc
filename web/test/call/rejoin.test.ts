import assert from "node:assert/strict";
import { test } from "node:test";
import { Pair, rest } from "./call-rig.ts";
import { FakeStream } from "./fake-media.ts";
import { fakeTrack } from "../peer/fake-media.ts";

for (const user of ["ann", "bob"] as const) {
  test(`${user}'s page is loaded again in a call, which goes on`, async (t) => {
    const pair = await (await Pair.of(t)).talk(true);
    const { exchange, clock } = pair;
    const other = user === "ann" ? pair.bob : pair.ann;
    const [microphone] = other.call.own.stream.getTracks();
    const { callId, remote } = other.call;
    other.call.mute(true);
    const before = other.connections.length;
    const track = fakeTrack("audio");
    other.pc.dispatchEvent(Object.assign(new Event("track"), { track, streams: [new FakeStream(track)] }));
    assert.ok(other.snapshot.received.audio);
    pair.reload(user);
    const page = pair[user];
    await rest();
    assert.deepEqual([page.phases, other.phases], [["reconnecting"], ["reconnecting"]]);
    assert.equal(page.call.callId, callId);
    assert.deepEqual([other.snapshot.received.audio, remote.stream.getTracks()], [false, []]);
    assert.equal(other.connections.length, before + 1);
    assert.equal(other.connections[before - 1]?.signalingState, "closed");
    const { connectionId } = exchange.last(user, "call-offer");
    assert.ok(connectionId);
    assert.equal(exchange.last(other.user, "call-answer").connectionId, connectionId);
    assert.deepEqual([other.pc.senders[0]?.track, microphone?.readyState], [microphone, "live"]);
    await pair.connect();
    assert.deepEqual([page.phases, other.phases], [["connected"], ["connected"]]);
    assert.equal(other.call.remote.stream, remote.stream, "the same stream goes on");
    assert.deepEqual([page.snapshot.other.audio, page.snapshot.own.video], [false, false]);
    await clock.advance(40_000);
    assert.deepEqual(page.phases, ["connected"]);
    page.call.hangup();
    await rest();
    assert.deepEqual(other.phases, ["completed"]);
  });
}

test("both pages are loaded again at once", async (t) => {
  const pair = await (await Pair.of(t)).talk();
  pair.reload("ann");
  pair.reload("bob");
  await rest();
  await rest();
  const ids = [pair.exchange.last("ann", "call-answer"), pair.exchange.last("bob", "call-offer")].map((said) => said?.connectionId);
  assert.equal(ids[0], ids[1], "the impolite side's, bob's, counts");
  await pair.connect();
  assert.deepEqual([pair.ann.phases, pair.bob.phases], [["connected"], ["connected"]]);
  assert.equal(pair.ann.pc.signalingState, "stable");
  assert.equal(pair.bob.pc.signalingState, "stable");
});

test("encryption that fails for good is begun anew in another connection", async (t) => {
  const pair = await (await Pair.of(t)).talk();
  const { ann, bob, clock } = pair;
  const before = ann.connections.length;
  ann.pc.changeIce("connected", "connected");
  ann.pc.changeIce("connected", "failed");
  await clock.advance(1_000);
  await rest();
  await pair.connect();
  assert.equal(ann.connections.length, before + 1);
  assert.equal(pair.exchange.last("bob", "call-answer").connectionId, pair.exchange.last("ann", "call-offer").connectionId);
  assert.deepEqual([ann.phases, bob.phases], [["connected"], ["connected"]]);
});

test("encryption that never worked ends the call", async (t) => {
  const pair = await (await Pair.of(t)).talk();
  pair.ann.pc.changeIce("connected", "failed");
  await pair.clock.advance(1_000);
  await rest();
  assert.deepEqual(pair.ann.phases, ["failed"]);
});

test("one page comes back while the other is away", async (t) => {
  const pair = await (await Pair.of(t)).talk();
  pair.exchange.leave("bob");
  pair.reload("ann");
  await rest();
  pair.exchange.tell("ann", { type: "call-error", callId: pair.ann.call.callId, error: "recipient_offline", message: "" });
  await rest();
  assert.deepEqual(pair.ann.phases, ["reconnecting"]);
  pair.reload("bob");
  await rest();
  await pair.connect();
  assert.deepEqual([pair.ann.phases, pair.bob.phases], [["connected"], ["connected"]]);
});

test("whoever comes back while it connects waits for the other one, too", async (t) => {
  const pair = await Pair.of(t);
  pair.ann.client.call("bob");
  await rest();
  pair.bob.call.accept();
  await rest();
  pair.exchange.rows.get(pair.ann.call.callId)!.state = "connecting";
  pair.exchange.leave("bob");
  pair.reload("ann");
  await rest();
  pair.exchange.tell("ann", { type: "call-error", callId: pair.ann.call.callId, error: "recipient_offline", message: "" });
  await rest();
  assert.deepEqual(pair.ann.phases, ["connecting"]);
});

test("whom nobody follows is lost", async (t) => {
  const pair = await (await Pair.of(t)).talk();
  pair.exchange.leave("bob");
  pair.reload("ann");
  await pair.clock.advance(34_900);
  assert.deepEqual(pair.ann.phases, ["reconnecting"]);
  await pair.clock.advance(10_200);
  assert.deepEqual([pair.ann.phases, pair.exchange.last("ann", "call-hangup").reason], [["lost"], "lost"]);
});

test("a plain client cannot follow", async (t) => {
  const pair = await (await Pair.of(t)).talk();
  pair.exchange.relays = false;
  pair.reload("ann");
  await rest();
  pair.exchange.tell("ann", { type: "call-error", callId: pair.ann.call.callId, error: "cannot_rejoin", message: "" });
  await rest();
  assert.deepEqual([pair.ann.phases, pair.ann.snapshot.trouble], [["lost"], "cannot_rejoin"]);
  assert.equal(pair.exchange.last("ann", "call-hangup").reason, "lost");
});

test("the caller's page is loaded again while it rings: it goes on ringing, and connects when it is taken", async (t) => {
  const pair = await Pair.of(t);
  pair.ann.client.call("bob");
  await rest();
  pair.reload("ann");
  await rest();
  const { ann, bob } = pair;
  assert.deepEqual([ann.phases, ann.captured[0]?.asked.length], [["ringing"], 0]);
  bob.call.accept();
  await rest();
  assert.equal(bob.connections.length, 2, "the first one belonged to the page that is gone");
  await pair.connect();
  assert.deepEqual([ann.phases, bob.phases], [["connected"], ["connected"]]);
});

test("an accept that comes when it has been cancelled opens nothing", async (t) => {
  const pair = await Pair.of(t);
  pair.ann.client.call("bob");
  await rest();
  pair.reload("ann");
  await rest();
  const { ann, exchange } = pair;
  const { callId } = ann.call;
  ann.call.hangup();
  exchange.tell("ann", { type: "call-accept", senderId: "bob", callId });
  await rest();
  assert.deepEqual([ann.phases, ann.captured[0]?.asked.length], [["cancelled"], 0]);
});

test("the callee's page is loaded again while it rings: it is offered again", async (t) => {
  const pair = await Pair.of(t);
  pair.ann.client.call("bob");
  await rest();
  pair.reload("bob");
  await rest();
  assert.deepEqual(pair.bob.phases, []);
  const { callId } = pair.ann.call;
  pair.exchange.tell("bob", { type: "call-offer", senderId: "ann", callId, sdp: "offer", expiresInMs: 9_000 });
  await rest();
  pair.bob.call.accept();
  await rest();
  await pair.connect();
  assert.deepEqual([pair.ann.phases, pair.bob.phases], [["connected"], ["connected"]]);
});

test("an accept that was lost while the server was away is made up for", async (t) => {
  const pair = await Pair.of(t);
  const { ann, bob, exchange, clock } = pair;
  ann.client.call("bob");
  await rest();
  exchange.deaf.add("ann");
  bob.call.accept();
  await rest();
  assert.deepEqual(ann.phases, ["ringing"]);
  exchange.drop("ann");
  exchange.deaf.delete("ann");
  await clock.advance(2_000);
  await rest();
  assert.deepEqual([ann.phases, ann.pc.signalingState], [["connecting"], "stable"]);
  assert.equal(exchange.last("bob", "call-answer").connectionId, exchange.last("ann", "call-offer").connectionId);
  await pair.connect();
  assert.deepEqual([ann.phases, bob.phases], [["connected"], ["connected"]]);
});

test("a call that the server does not know any more is over, a moment later", async (t) => {
  const pair = await (await Pair.of(t)).talk();
  const { ann, exchange, clock } = pair;
  exchange.rows.clear();
  exchange.drop("ann");
  await clock.advance(900);
  assert.deepEqual(ann.phases, ["connected"]);
  await clock.advance(2_000);
  assert.deepEqual(ann.phases, ["lost"]);
});

test("a call that the server may not have heard of yet goes on", async (t) => {
  const { ann, exchange, clock } = await Pair.of(t);
  let open = (): void => undefined;
  ann.onCapture = (media) => (media.opening = new Promise((resolve) => (open = resolve)));
  ann.client.call("bob");
  exchange.drop("ann");
  await clock.advance(5_000);
  assert.deepEqual(ann.phases, ["dialling"]);
  exchange.closed = true;
  exchange.drop("ann");
  open();
  await clock.advance(3_000);
  assert.deepEqual(ann.phases, ["ringing"]);
  exchange.silent = true;
  exchange.closed = false;
  await clock.advance(10_000);
  assert.deepEqual(ann.phases, ["ringing"]);
});

test("a call of another device of the user is none of this one's", async (t) => {
  const pair = await (await Pair.of(t)).talk();
  pair.exchange.elsewhere.add("ann");
  pair.reload("ann");
  await rest();
  assert.deepEqual(pair.ann.phases, []);
});

test("a call that ended here is not rejoined when the server has not heard of that", async (t) => {
  const pair = await (await Pair.of(t)).talk();
  const { ann, exchange, clock } = pair;
  const row = exchange.rows.get(ann.call.callId)!;
  ann.call.hangup();
  await rest();
  row.state = "connected";
  exchange.drop("ann");
  await clock.advance(2_000);
  assert.deepEqual(ann.phases, ["completed"]);
  assert.equal(exchange.last("ann", "call-hangup").reason, "lost");
});

test("a call that another device has taken meanwhile stops ringing", async (t) => {
  const pair = await Pair.of(t);
  const { bob, ann, exchange, clock } = pair;
  ann.client.call("bob");
  await rest();
  exchange.elsewhere.add("bob");
  exchange.drop("bob");
  await clock.advance(2_000);
  assert.deepEqual(bob.phases, ["answered_elsewhere"]);
});
