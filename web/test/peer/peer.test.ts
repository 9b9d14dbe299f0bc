import assert from "node:assert/strict";
import { test } from "node:test";
import { PeerConnectionManager } from "../../src/peer/peer.ts";
import { HOLD_MS } from "../../src/peer/offer-hold.ts";
import { fakeStream, fakeTrack } from "./fake-media.ts";
import { rest, Rig } from "./manager-rig.ts";

const invalidState = { name: "InvalidStateError" };

function iceError(errorCode: number, url = "turn:turn.example"): Event {
  return Object.assign(new Event("icecandidateerror"), { errorCode, errorText: "", url });
}

function iceCandidate(line: string | null): Event {
  const candidate = {
    candidate: line,
    toJSON: () => ({ candidate: line, sdpMid: "0", sdpMLineIndex: 0, usernameFragment: "u" }),
  };
  return Object.assign(new Event("icecandidate"), { candidate: line === null ? null : candidate });
}

test("the engine is made with the servers that were given", () => {
  const { pc } = new Rig(true, { iceTransportPolicy: "relay", iceCandidatePoolSize: 3 });
  assert.deepEqual(pc.configuration, {
    alwaysNegotiateDataChannels: true,
    iceServers: [{ urls: "stun:first.example" }],
    iceTransportPolicy: "relay",
    iceCandidatePoolSize: 3,
  });
});

test("candidates of a restart wait until one of Firefox is in the engine", async () => {
  const rig = new Rig(false);
  for (const restart of ["before", "after"]) {
    await rig.offer(`o=mozilla\r\na=ice-ufrag:${restart}\r\n`);
    await rest();
  }
  rig.unheard();
  rig.pc.dispatchEvent(Object.assign(new Event("icecandidate"), { candidate: null }));
  const arriving = rig.candidate("theirs");
  assert.deepEqual(rig.unheard(), []);
  await arriving;
  assert.equal(rig.unheard().length, 1);
});

test("candidates are sent as they come, and their end once", () => {
  const { pc, sent } = new Rig(true);
  pc.dispatchEvent(iceCandidate("candidate:1"));
  pc.dispatchEvent(iceCandidate(""));
  pc.dispatchEvent(iceCandidate(null));
  const address = { type: "call-ice-candidate", recipientId: "them", callId: "call" };
  assert.deepEqual(sent, [
    { ...address, candidate: { candidate: "candidate:1", sdpMid: "0", sdpMLineIndex: 0, usernameFragment: "u" } },
    { ...address, candidate: { candidate: "" } },
  ]);
});

test("tracks and ICE states are passed on", () => {
  const { pc, tracks, states } = new Rig(true);
  const track = fakeTrack("video");
  pc.dispatchEvent(Object.assign(new Event("track"), { track, streams: [] }));
  pc.changeIce("checking");
  assert.deepEqual(tracks, [track]);
  assert.deepEqual(states, ["checking"]);
});

test("an ICE server's error is told once a gathering", async () => {
  const { pc, manager, errors } = new Rig(true);
  pc.dispatchEvent(iceError(401));
  pc.dispatchEvent(iceError(401));
  pc.dispatchEvent(iceError(401, "turn:other.example"));
  assert.deepEqual(
    errors.map(({ code, url }) => [code, url]),
    [
      ["turn_credentials_refused", "turn:turn.example"],
      ["turn_credentials_refused", "turn:other.example"],
    ],
  );
  await manager.restartIce();
  pc.dispatchEvent(iceError(401));
  assert.equal(errors.length, 3);
});

for (const [how, send] of [
  ["throws", () => assert.fail("the socket is gone")],
  ["rejects", () => Promise.reject(new Error("the socket is gone"))],
] as const) {
  test(`signalling that ${how} is told, and the negotiation goes on`, async () => {
    const rig = new Rig(false, { signaling: { send } });
    await rig.offer();
    await rest();
    assert.deepEqual(
      rig.errors.map(({ code, fatal }) => [code, fatal]),
      [["signaling_failed", false]],
    );
    assert.equal(rig.pc.signalingState, "stable");
  });
}

test("a lost path is restarted with fresh servers", async () => {
  const rig = new Rig(true, { refreshIceServers: async () => [{ urls: "stun:fresh.example" }] });
  rig.pc.changeIce("connected", "connected");
  rig.pc.changeIce("failed");
  await rest();
  assert.deepEqual(rig.pc.configuration.iceServers, [{ urls: "stun:fresh.example" }]);
  assert.equal(rig.pc.restarts, 1);
  assert.deepEqual(rig.said, ["offer"]);
});

test("restarts at the same time fetch servers once", async () => {
  let fetched = 0;
  const refreshIceServers = async (): Promise<RTCIceServer[]> => {
    fetched += 1;
    return [];
  };
  const { manager } = new Rig(true, { refreshIceServers });
  await Promise.all([manager.restartIce(), manager.restartIce()]);
  await manager.restartIce();
  assert.equal(fetched, 2);
});

test("a restart goes ahead with the old servers when there are no fresh ones", async () => {
  const rig = new Rig(true, { refreshIceServers: () => Promise.reject(new Error("offline")) });
  await rig.manager.restartIce();
  assert.deepEqual(rig.codes, ["ice_servers_refresh_failed"]);
  assert.equal(rig.pc.restarts, 1);
});

test("a change of network restarts what has been negotiated", async () => {
  const rig = new Rig(true);
  rig.changeNetwork();
  assert.equal(rig.pc.restarts, 0);
  await rig.offer();
  rig.changeNetwork();
  await rest();
  assert.equal(rig.pc.restarts, 1);
});

for (const polite of [true, false]) {
  test(`a collision of offers has the media watched on the ${polite ? "polite" : "impolite"} side`, async () => {
    const rig = new Rig(polite);
    await rig.manager.addLocalStream(fakeStream(fakeTrack("audio")));
    await rest();
    await rig.answer();
    await rig.clock.advance(HOLD_MS);
    const [sender] = rig.pc.senders;
    assert.ok(sender);
    sender.currentDirection = "sendrecv";
    rig.pc.changeIce("connected", "connected");
    rig.pc.needNegotiation();
    await rest();
    await rig.offer("crossing");
    await rest();
    await rig.answer();
    await rest();
    await rig.clock.advance(2_000);
    assert.equal(sender.replaced.length, 2);
    rig.manager.close();
  });
}

test("a collision before there is a connection has the media watched once there is one", async () => {
  const rig = new Rig(false);
  await rig.manager.addLocalStream(fakeStream(fakeTrack("audio")));
  await rest();
  await rig.offer("crossing");
  await rig.answer();
  const [sender] = rig.pc.senders;
  assert.ok(sender);
  sender.currentDirection = "sendrecv";
  await rig.clock.advance(5_000);
  assert.equal(sender.replaced.length, 0);
  rig.pc.changeIce("connected", "connected");
  await rest();
  await rig.clock.advance(2_000);
  assert.equal(sender.replaced.length, 2);
});

for (const [how, negotiate] of [
  ["answered", (rig: Rig) => rig.offer()],
  [
    "offered",
    async (rig: Rig) => {
      rig.pc.needNegotiation();
      await rest();
      await rig.answer();
    },
  ],
] as const) {
  test(`a connection that was ${how} and never comes up is told`, async () => {
    const rig = new Rig(true);
    await negotiate(rig);
    await rig.clock.advance(30_000);
    assert.deepEqual(
      rig.errors.map(({ code, fatal }) => [code, fatal]),
      [["connection_timeout", true]],
    );
  });
}

test("an undisturbed negotiation has nothing watched", async () => {
  const rig = new Rig(true);
  await rig.manager.addLocalStream(fakeStream(fakeTrack("audio")));
  await rest();
  await rig.answer();
  rig.pc.changeIce("connected", "connected");
  await rest();
  assert.equal(rig.clock.pending, 0);
});

test("closing ends tracks of both sides, timers, listeners and what is under way", async () => {
  const rig = new Rig(true, { refreshIceServers: () => new Promise(() => undefined) });
  const sound = fakeTrack("audio");
  await rig.manager.addLocalStream(fakeStream(sound));
  await rest();
  const remote = rig.pc.senders[0]?.receiver.track;
  const pending = [
    rig.offer().then(() => "quiet"),
    rig.candidate("one").then(() => "quiet"),
    rig.manager.restartIce().catch((error: Error) => error.name),
  ];
  rig.pc.changeIce("disconnected");
  const before = [rig.sent.length, rig.states.length];
  rig.manager.close();
  rig.manager.close();
  assert.deepEqual(await Promise.all(pending), ["quiet", "quiet", "InvalidStateError"]);
  assert.deepEqual([sound.readyState, remote?.readyState], ["ended", "ended"]);
  assert.equal(rig.pc.connectionState, "closed");
  assert.equal(rig.clock.pending, 0);
  assert.equal(rig.networkListeners, 0);
  rig.pc.changeIce("failed");
  rig.pc.dispatchEvent(iceCandidate("late"));
  rig.pc.dispatchEvent(new Event("negotiationneeded"));
  await rest();
  assert.deepEqual([rig.sent.length, rig.states.length], before);
  assert.deepEqual(rig.errors, []);
});

test("a replacement under way when it is closed is given up", async () => {
  const rig = new Rig(true);
  const sound = fakeTrack("audio");
  await rig.manager.addLocalStream(fakeStream(sound));
  assert.ok(rig.pc.senders[0]);
  rig.pc.senders[0].closed = true;
  const replacing = rig.manager.replaceTrack(sound, null);
  rig.manager.close();
  await assert.rejects(replacing, invalidState);
});

test("a transceiver is made as it is asked for, and negotiated", async () => {
  const { pc, manager, sent } = new Rig(true);
  const track = fakeTrack("video");
  const made: unknown = manager.addTransceiver(track, { direction: "sendonly" });
  assert.equal(made, pc.senders[0]);
  manager.addTransceiver("audio");
  assert.deepEqual(
    pc.senders.map(({ track, direction }) => [track, direction]),
    [
      [track, "sendonly"],
      [null, "sendrecv"],
    ],
  );
  await rest();
  assert.deepEqual(
    sent.map(({ type }) => type),
    ["call-offer"],
  );
});

/** Every public method that refuses to work on a connection that is not open. */
function refusals(manager: PeerConnectionManager): [string, () => Promise<unknown>][] {
  const track = fakeTrack("audio");
  const late = (call: () => unknown) => async () => call();
  return [
    ["addLocalStream", () => manager.addLocalStream(fakeStream(track))],
    ["addTransceiver", late(() => manager.addTransceiver("audio"))],
    ["removeTrack", late(() => manager.removeTrack(track))],
    ["replaceTrack", () => manager.replaceTrack(track, null)],
    ["setAudioEnabled", late(() => manager.setAudioEnabled(true))],
    ["setVideoEnabled", late(() => manager.setVideoEnabled(true))],
    ["restartIce", () => manager.restartIce()],
    ["getStats", () => manager.getStats()],
  ];
}

test("after closing, messages are passed over in silence and everything else is refused", async () => {
  const rig = new Rig(true);
  rig.manager.close();
  await rig.offer();
  await rig.candidate("one");
  assert.deepEqual([rig.pc.calls, rig.errors], [[], []]);
  assert.throws(() => rig.manager.initialize([]), invalidState);
  for (const [name, call] of refusals(rig.manager)) await assert.rejects(call(), invalidState, name);
});

test("before it is initialised, a message is told to be lost and everything else is refused", async () => {
  const codes: string[] = [];
  const manager = new PeerConnectionManager({
    polite: true,
    callId: "call",
    remoteUserId: "them",
    signaling: { send: () => undefined },
    onTrack: () => undefined,
    onIceConnectionStateChange: () => undefined,
    onError: ({ code }) => void codes.push(code),
  });
  await manager.handleRemoteDescription({ type: "offer", sdp: "" });
  await manager.handleIceCandidate(null);
  assert.deepEqual(codes, ["not_initialized", "not_initialized"]);
  for (const [name, call] of refusals(manager)) await assert.rejects(call(), invalidState, name);
  manager.close();
  await manager.handleIceCandidate(null);
  assert.equal(codes.length, 2);
  assert.throws(() => manager.initialize([]), invalidState);
});

test("it is initialised once", () => {
  const { manager } = new Rig(true);
  assert.throws(() => manager.initialize([]), invalidState);
});

test("a description that a restarted server delivers once more changes nothing", async () => {
  const rig = new Rig(true);
  const { pc, manager } = rig;
  const offer = { type: "offer", sdp: "their offer" } as const;
  await manager.handleRemoteDescription(offer);
  await rest();
  const calls = pc.calls.length;
  await manager.handleRemoteDescription(offer);
  await rest();
  assert.equal(pc.calls.length, calls);
  assert.equal(rig.said.filter((type) => type === "answer").length, 1);
  assert.deepEqual(rig.codes, []);
});

test("who gives way may be decided after the connection was made", async () => {
  let polite = false;
  const rig = new Rig(false, { polite: () => polite });
  rig.pc.needNegotiation();
  await rest();
  await rig.offer("crosses ours");
  await rest();
  assert.equal(rig.pc.rollbacks, 0);
  polite = true;
  await rig.offer("crosses ours, too");
  await rest();
  assert.deepEqual([rig.pc.rollbacks, rig.pc.currentRemoteDescription?.sdp], [1, "crosses ours, too"]);
});

test("tracks that are kept go on after the connection, and are stopped otherwise", async () => {
  for (const keepTracks of [true, false]) {
    const { manager, pc } = new Rig(true);
    const track = fakeTrack("audio");
    await manager.addLocalStream(fakeStream(track));
    assert.deepEqual(manager.senders.map((sender) => sender.track), [track]);
    assert.deepEqual(manager.iceServers, [{ urls: "stun:first.example" }]);
    manager.close({ keepTracks });
    assert.deepEqual([track.readyState, pc.signalingState], [keepTracks ? "live" : "ended", "closed"]);
  }
});
