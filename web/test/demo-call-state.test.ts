import assert from "node:assert/strict";
import { test } from "node:test";
import { reduce } from "../demo/call-reducer.ts";
import { IDLE, type Call, type CallEvent, type CallState, type Effect } from "../demo/call-state.ts";
import { duration, endWords, stateWords } from "../demo/words.ts";

const callId = "m";
const call: Call = { callId, peer: "bob", video: true };

const DIALLED = { phase: "outgoing", call, sent: false, ringing: false, devices: null, crossing: null } as const;
const OUTGOING: CallState = { ...DIALLED, sent: true, ringing: true, devices: 1 };
const INCOMING: CallState = { phase: "incoming", call };
const CONNECTING: CallState = { phase: "connecting", call };
const CONNECTED: CallState = { phase: "connected", call, since: 1_000, reconnecting: false };
const LIVE = [OUTGOING, INCOMING, CONNECTING, CONNECTED];

function after(state: CallState, ...events: CallEvent[]): { state: CallState; effects: Effect[] } {
  const effects: Effect[] = [];
  for (const event of events) {
    const step = reduce(state, event, 5_000);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

/** What goes to the other side, in short. */
function sent(effects: readonly Effect[]): string[] {
  return effects.flatMap((effect) => {
    if (effect.do !== "send") return [];
    const { type, recipientId, callId, ...rest } = effect.message;
    const reason = "reason" in rest && rest.reason ? ` ${rest.reason}` : "";
    return [`${type} ${callId} to ${recipientId}${reason}`];
  });
}

function reasonOf(state: CallState): string {
  return state.phase === "ended" ? state.reason : state.phase;
}

test("a call that is placed, accepted and hung up", () => {
  const { state, effects } = after(
    IDLE,
    { type: "dial", call },
    { type: "offer-sent", callId },
    { type: "accepted", callId },
    { type: "ice", callId, state: "checking" },
    { type: "ice", callId, state: "connected" },
  );
  assert.deepEqual(state, { phase: "connected", call, since: 5_000, reconnecting: false });
  assert.deepEqual(effects, [{ do: "connect", call, offers: true }]);
  const end = reduce(state, { type: "hang-up" }, 9_000);
  assert.deepEqual(end.state, { phase: "ended", call, reason: "hung_up", connectedMs: 4_000, detail: null });
  assert.deepEqual(sent(end.effects), ["call-hangup m to bob"]);
});

test("nothing is opened before an incoming call is accepted", () => {
  const ringing = after(IDLE, { type: "offered", call });
  assert.deepEqual(ringing, { state: INCOMING, effects: [] });
  const { state, effects } = after(ringing.state, { type: "accept", video: false });
  const taken = { ...call, video: false };
  assert.deepEqual(state, { phase: "connecting", call: taken });
  assert.deepEqual(sent(effects), ["call-accept m to bob"]);
  assert.deepEqual(effects.at(-1), { do: "connect", call: taken, offers: false });
});

test("the end of a call that was never answered", () => {
  const ends: [CallState, CallEvent, string, string[]][] = [
    [OUTGOING, { type: "rejected", callId, reason: "declined" }, "declined", ["call-hangup m to bob declined_elsewhere"]],
    [OUTGOING, { type: "rejected", callId, reason: "busy" }, "busy", ["call-hangup m to bob declined_elsewhere"]],
    [OUTGOING, { type: "rejected", callId, reason: null }, "declined", ["call-hangup m to bob declined_elsewhere"]],
    [OUTGOING, { type: "hung-up", callId, reason: "no_answer" }, "no_answer", []],
    [OUTGOING, { type: "hung-up", callId, reason: "busy" }, "busy", []],
    [OUTGOING, { type: "hung-up", callId, reason: "unreachable" }, "unreachable", []],
    [OUTGOING, { type: "hung-up", callId, reason: "not_allowed" }, "not_allowed", []],
    [OUTGOING, { type: "hung-up", callId, reason: "shutdown" }, "shutdown", []],
    [OUTGOING, { type: "hung-up", callId, reason: "declined" }, "declined", []],
    [OUTGOING, { type: "hung-up", callId, reason: "merged" }, "lost", []],
    [OUTGOING, { type: "hung-up", callId, reason: null }, "declined", []],
    [OUTGOING, { type: "forgotten", callId }, "lost", []],
    [OUTGOING, { type: "ring-timeout", callId }, "no_answer", ["call-hangup m to bob no_answer"]],
    [OUTGOING, { type: "vanished", callId }, "unreachable", []],
    [OUTGOING, { type: "refused", callId, error: "recipient_offline", detail: "" }, "unreachable", []],
    [OUTGOING, { type: "refused", callId, error: "not_allowed", detail: "" }, "not_allowed", []],
    [OUTGOING, { type: "refused", callId, error: "too_large", detail: "" }, "failed", []],
    [OUTGOING, { type: "failed", callId, reason: "failed", detail: "" }, "failed", ["call-hangup m to bob failed"]],
    [OUTGOING, { type: "hang-up" }, "idle", ["call-hangup m to bob cancelled"]],
    [INCOMING, { type: "decline" }, "idle", ["call-reject m to bob declined"]],
    [INCOMING, { type: "hung-up", callId, reason: "cancelled" }, "missed", []],
    [INCOMING, { type: "hung-up", callId, reason: "answered_elsewhere" }, "answered_elsewhere", []],
    [INCOMING, { type: "hung-up", callId, reason: "declined_elsewhere" }, "declined_elsewhere", []],
    [INCOMING, { type: "hung-up", callId, reason: "lost" }, "missed", []],
    [INCOMING, { type: "forgotten", callId }, "missed", []],
    [INCOMING, { type: "elsewhere", callId }, "elsewhere", []],
    [INCOMING, { type: "ring-timeout", callId }, "missed", []],
    [INCOMING, { type: "vanished", callId }, "missed", []],
    [INCOMING, { type: "hang-up" }, "incoming", []], // the page is left; another tab may answer
  ];
  for (const [state, event, reason, messages] of ends) {
    const step = after(state, event);
    assert.equal(reasonOf(step.state), reason, `${state.phase} + ${event.type}`);
    assert.deepEqual(sent(step.effects), messages, `${state.phase} + ${event.type}`);
  }
});

test("whoever has not been called yet is told nothing", () => {
  const opening: CallState = DIALLED;
  assert.deepEqual(after(opening, { type: "forgotten", callId }), { state: opening, effects: [] });
  for (const event of [{ type: "hang-up" }, { type: "failed", callId, reason: "failed", detail: "" }] as const) {
    assert.deepEqual(sent(after(opening, event).effects), []);
  }
});

test("the end of a call under way", () => {
  const ends: [CallState, CallEvent, string][] = [
    [CONNECTING, { type: "hung-up", callId, reason: null }, "hung_up"],
    [CONNECTED, { type: "hung-up", callId, reason: null }, "hung_up"],
    [CONNECTED, { type: "hung-up", callId, reason: "completed" }, "hung_up"],
    [CONNECTED, { type: "hung-up", callId, reason: "failed" }, "lost"],
    [CONNECTED, { type: "hung-up", callId, reason: "lost" }, "lost"],
    [CONNECTED, { type: "hung-up", callId, reason: "shutdown" }, "shutdown"],
    [CONNECTED, { type: "forgotten", callId }, "lost"],
    [CONNECTING, { type: "forgotten", callId }, "lost"],
    [CONNECTING, { type: "hung-up", callId, reason: "answered_elsewhere" }, "answered_elsewhere"],
    [CONNECTING, { type: "hung-up", callId, reason: "declined_elsewhere" }, "declined_elsewhere"],
    [CONNECTED, { type: "failed", callId, reason: "lost", detail: "" }, "lost"],
    [CONNECTING, { type: "vanished", callId }, "lost"],
    [CONNECTING, { type: "refused", callId, error: "recipient_offline", detail: "" }, "unreachable"],
    // the server is not needed for media that flows
    [CONNECTED, { type: "vanished", callId }, "connected"],
    [CONNECTED, { type: "refused", callId, error: "recipient_offline", detail: "" }, "connected"],
    // another device of the callee, too late
    [CONNECTING, { type: "rejected", callId, reason: "declined" }, "connecting"],
    [CONNECTED, { type: "accepted", callId }, "connected"],
  ];
  for (const [state, event, reason] of ends) {
    assert.equal(reasonOf(after(state, event).state), reason, `${state.phase} + ${event.type}`);
  }
});

test("a lost path is looked for again, and the clock goes on", () => {
  const broken = after(CONNECTED, { type: "ice", callId, state: "disconnected" });
  assert.deepEqual(broken.state, { ...CONNECTED, reconnecting: true });
  const still = after(broken.state, { type: "ice", callId, state: "checking" });
  assert.deepEqual(still.state, broken.state);
  assert.deepEqual(after(still.state, { type: "ice", callId, state: "connected" }).state, CONNECTED);
});

test("it rings where and as long as the server says", () => {
  const sent = after(DIALLED, { type: "offer-sent", callId }).state;
  assert.deepEqual(sent, { ...DIALLED, sent: true });
  const one = after(sent, { type: "rings", callId, devices: 1 }).state;
  const two = after(one, { type: "rings", callId, devices: 2 }).state;
  const older = after(sent, { type: "rings", callId, devices: null }).state;
  const words = [DIALLED, sent, one, two, older].map(stateWords);
  const said = ["Opening your microphone…", "Calling…", "Ringing…", "Ringing on 2 devices", "Waiting for an answer"];
  assert.deepEqual(words, said);
});

test("when both call each other at once and the server does not merge, both sides keep the lower callId", () => {
  const mine = { ...call, callId: "a", peer: "bob" };
  const theirs = { callId: "b", peer: "alice", video: false };
  const [alice, bob] = [
    after(IDLE, { type: "dial", call: mine }, { type: "offer-sent", callId: "a" }).state,
    after(IDLE, { type: "dial", call: theirs }, { type: "offer-sent", callId: "b" }).state,
  ];
  const kept = after(alice, { type: "offered", call: { ...theirs, peer: "bob" } });
  assert.deepEqual(kept, { state: { ...alice, crossing: { ...theirs, peer: "bob" } }, effects: [] });
  const given = after(bob, { type: "offered", call: { ...mine, peer: "alice" } });
  const survivor = { callId: "a", peer: "alice", video: false };
  assert.deepEqual(given.state, { phase: "connecting", call: survivor });
  assert.deepEqual(sent(given.effects), ["call-hangup b to alice cancelled", "call-accept a to alice"]);
  assert.deepEqual(given.effects.at(-1), { do: "connect", call: survivor, offers: false, devicesOf: "b" });
  assert.deepEqual(after(kept.state, { type: "accepted", callId: "a" }).state, { phase: "connecting", call: mine });
});

test("whose own call is not on its way yet takes theirs, whichever callId is lower", () => {
  for (const theirs of ["a", "z"]) {
    const { state, effects } = after(DIALLED, { type: "offered", call: { ...call, callId: theirs, video: false } });
    assert.deepEqual(state, { phase: "connecting", call: { ...call, callId: theirs } });
    assert.deepEqual(sent(effects), [`call-accept ${theirs} to bob`]);
  }
});

test("a call that the server has merged goes on as the other side's, which makes the offer", () => {
  const crossing = { ...call, callId: "z" };
  const states = [OUTGOING, after(OUTGOING, { type: "offered", call: crossing }).state];
  for (const state of states) {
    const merged = after(state, { type: "merged", callId, into: "z" });
    assert.deepEqual(merged.state, { phase: "connecting", call: crossing });
    assert.deepEqual(merged.effects, [{ do: "connect", call: crossing, offers: false, devicesOf: callId }]);
  }
  const gone = after(DIALLED, { type: "offered", call: crossing }, { type: "merged", callId, into: "z" });
  assert.equal(gone.effects.length, 2, "it is in that call already");
});

test("a second caller hears that the line is busy, and the call goes on", () => {
  const second = { callId: "z", peer: "carol", video: false };
  for (const state of LIVE) {
    const step = after(state, { type: "offered", call: second });
    assert.equal(step.state, state);
    assert.deepEqual(sent(step.effects), ["call-reject z to carol busy"]);
    assert.deepEqual(step.effects.at(-1), { do: "tell-missed", peer: "carol" });
  }
});

test("whoever calls again while still ringing here replaces their first call", () => {
  const again = { ...call, callId: "z" };
  assert.deepEqual(after(INCOMING, { type: "offered", call: again }), { state: { phase: "incoming", call: again }, effects: [] });
});

test("what belongs to another call changes nothing", () => {
  const foreign: CallEvent[] = [
    { type: "accepted", callId: "other" },
    { type: "rejected", callId: "other", reason: null },
    { type: "hung-up", callId: "other", reason: null },
    { type: "failed", callId: "other", reason: "lost", detail: "" },
    { type: "ring-timeout", callId: "other" },
    { type: "elsewhere", callId: "other" },
  ];
  for (const state of [IDLE, ...LIVE]) {
    for (const event of foreign) assert.deepEqual(after(state, event), { state, effects: [] });
  }
});

test("after its end a call can only be put away, or be followed by another", () => {
  const { state: ended } = after(CONNECTED, { type: "hang-up" });
  assert.deepEqual(after(ended, { type: "hung-up", callId, reason: null }), { state: ended, effects: [] });
  assert.deepEqual(after(ended, { type: "dismiss" }).state, IDLE);
  assert.equal(after(ended, { type: "dial", call }).state.phase, "outgoing");
  assert.equal(after(ended, { type: "offered", call }).state.phase, "incoming");
});

test("every end has its words", () => {
  const reasons = ["answered_elsewhere", "busy", "declined", "declined_elsewhere", "elsewhere", "failed", "hung_up"] as const;
  const more = ["lost", "missed", "no_answer", "not_allowed", "shutdown", "unreachable"] as const;
  const titles = [...reasons, ...more].map(
    (reason) => endWords({ phase: "ended", call, reason, connectedMs: null, detail: null }).title,
  );
  assert.equal(new Set(titles).size, 13);
});

test("durations", () => {
  assert.deepEqual([0, 9_999, 151_000, 3_751_000].map(duration), ["0:00", "0:09", "2:31", "1:02:31"]);
});
