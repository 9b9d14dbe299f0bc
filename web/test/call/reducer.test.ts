import assert from "node:assert/strict";
import { test } from "node:test";
import { reduce } from "../../src/call/reducer.ts";
import { EMPTY, type CallSnapshot, type Phase, type Snapshot } from "../../src/call/state.ts";
import type { StoreEvent } from "../../src/call/call-event.ts";
import { TRANSITIONS, type CallState, type CallStateEvent } from "../../src/call-states.gen.ts";

const EVENTS: readonly CallStateEvent[] = [
  "accept", "describe", "decline", "busy", "give-up", "hang-up", "fail", "lose",
  "presume", "return", "expire", "replace", "merge", "miss", "refuse", "shut-down",
];

/** What every event leads to from every phase, in the order of EVENTS; a dash is nothing. */
const EXPECTED: Readonly<Record<Phase, string>> = {
  dialling:
    "connecting - declined busy no_answer cancelled failed - - ringing no_answer cancelled merged unreachable not_allowed shutdown",
  ringing:
    "connecting - declined busy no_answer cancelled failed - - - no_answer cancelled merged unreachable not_allowed shutdown",
  connecting: "- connected - - - completed failed - - - failed lost - - - shutdown",
  connected: "- - - - - completed failed reconnecting - - - lost - - - shutdown",
  reconnecting: "- - - - - completed failed - - connected lost lost - - - shutdown",
  ended: "- - - - - - - - - - - - - - - -",
};

const PHASES = Object.keys(EXPECTED) as Phase[];
const DIRECTIONS = ["incoming", "outgoing"] as const;

/** On the way to a phase, each phase comes before the next. */
const WAY: readonly CallStateEvent[] = ["accept", "describe", "lose"];

function inPhase(phase: Phase, direction: "incoming" | "outgoing" = "outgoing"): Snapshot {
  const call = { callId: "c", userId: "bob", direction, withVideo: false, phase: "dialling" } as const;
  let snapshot = reduce(EMPTY, { type: "begun", call }, 0);
  if (phase === "dialling") return snapshot;
  snapshot = reduce(snapshot, { type: "placed", callId: "c", ringMs: 60_000 }, 0);
  for (const step of phase === "ended" ? (["hang-up"] as const) : WAY) {
    if (snapshot.calls[0]?.phase === phase) break;
    snapshot = reduce(snapshot, { type: "step", callId: "c", step }, 0);
  }
  assert.equal(snapshot.calls[0]?.phase, phase);
  return snapshot;
}

/** What becomes of the call: its phase, or the reason of its end; a dash when nothing does. */
function outcome(before: Snapshot, event: StoreEvent): string {
  const after = reduce(before, event, 7);
  if (after === before) return "-";
  const [call] = after.calls;
  return call?.reason ?? call?.phase ?? "gone";
}

type Begins = Readonly<Record<Phase, Snapshot>>;

function allPhases(direction: "incoming" | "outgoing"): Begins {
  return Object.fromEntries(PHASES.map((phase) => [phase, inPhase(phase, direction)])) as Begins;
}

function wholeTable(begins: Begins): Record<string, string> {
  const row = (phase: Phase): string =>
    EVENTS.map((step) => outcome(begins[phase], { type: "step", callId: "c", step })).join(" ");
  return Object.fromEntries(PHASES.map((phase) => [phase, row(phase)]));
}

for (const direction of DIRECTIONS) {
  test(`every event in every phase, ${direction}`, () => {
    assert.deepEqual(wholeTable(allPhases(direction)), EXPECTED);
  });
}

test("the table has the events and states that are tried here", () => {
  assert.deepEqual(Object.keys(TRANSITIONS), PHASES.filter((phase) => phase !== "dialling"));
  const known = new Set<string>(EVENTS);
  for (const row of Object.values(TRANSITIONS)) for (const event of Object.keys(row)) assert.ok(known.has(event), event);
});

test("no cell of the table can change unnoticed", () => {
  const table = TRANSITIONS as Record<CallState, Partial<Record<CallStateEvent, string>>>;
  const begins = { incoming: allPhases("incoming"), outgoing: allPhases("outgoing") };
  for (const state of Object.keys(table) as CallState[]) {
    for (const event of EVENTS) {
      const cell = table[state][event];
      for (const mutation of ["connecting", "reconnecting", "completed", undefined]) {
        // the same state again is nothing, as no cell is
        if (mutation === cell || (mutation === undefined && cell === state) || (cell === undefined && mutation === state)) continue;
        if (mutation === undefined) delete table[state][event];
        else table[state][event] = mutation;
        for (const direction of DIRECTIONS) {
          assert.notDeepEqual(wholeTable(begins[direction]), EXPECTED, `${state} ${event} ${mutation}`);
        }
        if (cell === undefined) delete table[state][event];
        else table[state][event] = cell;
      }
    }
  }
  assert.deepEqual(wholeTable(begins.outgoing), EXPECTED, "mended");
});

test("an end that is named is that one where it can be, and else what an end without a name is", () => {
  const ends = (phase: Phase, direction: "incoming" | "outgoing", reason: string | null): string =>
    outcome(inPhase(phase, direction), { type: "hung-up", callId: "c", reason });
  for (const reason of ["no_answer", "busy", "unreachable", "shutdown", "merged", "failed"]) {
    assert.equal(ends("ringing", "outgoing", reason), reason);
  }
  for (const reason of ["answered_elsewhere", "declined_elsewhere"]) {
    assert.equal(ends("ringing", "incoming", reason), reason);
    assert.equal(ends("connecting", "incoming", reason), reason);
    assert.equal(ends("ringing", "outgoing", reason), "declined");
    assert.equal(ends("ended", "incoming", reason), "-");
  }
  assert.equal(ends("ringing", "outgoing", null), "declined");
  assert.equal(ends("ringing", "incoming", null), "cancelled");
  for (const reason of [null, "connected", "no_answer", "constructor", "x"]) {
    assert.equal(ends("connected", "outgoing", reason), "completed");
  }
  assert.equal(ends("reconnecting", "incoming", "lost"), "lost");
});

test("a merged call goes on as another one", () => {
  const before = inPhase("ringing");
  const [call] = reduce(before, { type: "merged", callId: "c", into: "d" }, 0).calls;
  assert.deepEqual([call?.callId, call?.phase, call?.reason], ["d", "connecting", null]);
  const talking = inPhase("connected");
  assert.equal(reduce(talking, { type: "merged", callId: "c", into: "d" }, 0), talking);
});

test("a call that is placed rings, once", () => {
  const placed = { type: "placed", callId: "c", ringMs: 30_000 } as const;
  const [call] = reduce(inPhase("dialling"), placed, 5).calls;
  assert.deepEqual([call?.phase, call?.expiresAt], ["ringing", 30_005]);
  assert.equal(outcome(inPhase("connecting"), placed), "-");
});

test("the moment of the first connection stays", () => {
  let snapshot = inPhase("connecting");
  for (const [at, step] of [[10, "describe"], [20, "lose"], [30, "return"]] as const) {
    snapshot = reduce(snapshot, { type: "step", callId: "c", step }, at);
    assert.equal(snapshot.calls[0]?.own.reconnecting, step === "lose");
  }
  assert.deepEqual([snapshot.calls[0]?.connectedAt, snapshot.calls[0]?.phase], [10, "connected"]);
  const [call] = reduce(snapshot, { type: "step", callId: "c", step: "hang-up" }, 90).calls;
  assert.deepEqual([call?.connectedAt, call?.endedAt], [10, 90]);
});

test("nothing new is the same object; anything new leaves the rest as it is", () => {
  const before = reduce(inPhase("connected"), { type: "begun", call: { callId: "d", userId: "eve", direction: "incoming", withVideo: true } }, 0);
  const same: StoreEvent[] = [
    { type: "changed", callId: "c", change: { own: { audio: false }, other: { video: true }, devices: null } },
    { type: "step", callId: "x", step: "hang-up" },
    { type: "connection", state: "idle", userId: null },
    { type: "note", note: null },
    { type: "sound", blocked: false },
  ];
  for (const event of same) assert.equal(reduce(before, event, 1), before);
  const after = reduce(before, { type: "changed", callId: "c", change: { own: { audio: true } } }, 1);
  assert.notEqual(after, before);
  assert.equal(after.calls[1], before.calls[1]);
  assert.equal(after.calls[0]?.other, before.calls[0]?.other);
  assert.ok(after.calls[0]?.own.audio);
});

test("a call that has ended stays until it is dismissed, or another begins", () => {
  const ended = reduce(inPhase("connected"), { type: "step", callId: "c", step: "hang-up" }, 1);
  const phases = ({ calls }: Snapshot): Phase[] => calls.map(({ phase }: CallSnapshot) => phase);
  assert.deepEqual(phases(ended), ["ended"]);
  assert.equal(reduce(ended, { type: "changed", callId: "c", change: { trouble: "late" } }, 2), ended);
  assert.deepEqual(phases(reduce(ended, { type: "dismissed", callId: "c" }, 2)), []);
  assert.deepEqual(phases(reduce(inPhase("connected"), { type: "dismissed", callId: "c" }, 2)), ["connected"]);
  const next = { callId: "d", userId: "eve", direction: "outgoing", withVideo: false } as const;
  assert.deepEqual(phases(reduce(ended, { type: "begun", call: next }, 2)), ["dialling"]);
});
