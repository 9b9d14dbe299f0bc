import assert from "node:assert/strict";
import { test } from "node:test";
import { adapt, RUNGS, START, type Adaptation, type Link } from "../../src/quality/adaptation.ts";

const TOP = RUNGS.length - 1;
const GOOD: Link = { availableKbps: 3_000, sentLossPercent: 0, roundTripMs: 60, sentVideoKbps: 500 };

/** What is done after so many seconds of each kind of link. */
function after(...spans: readonly (readonly [number, Partial<Link>])[]): Adaptation {
  return spans.reduce((begun, [seconds, change]) => {
    let state = begun;
    for (let second = 0; second < seconds; second += 1) state = adapt(state, { ...GOOD, ...change });
    return state;
  }, START);
}

const NARROW = { availableKbps: 110, roundTripMs: 150 };
const LOSSY = { sentLossPercent: 5, availableKbps: 480 };

test("a good link carries all there is, from the first second on", () => {
  const { mode, rung } = after([60, {}]);
  assert.deepEqual([mode, rung], ["video", TOP]);
});

test("the engine's estimate begins low and is not believed at once", () => {
  assert.equal(after([4, { availableKbps: 300 }], [1, {}]).rung, TOP);
  assert.equal(after([7, { availableKbps: 300 }]).rung, 2);
});

test("video yields within a second to a link that carries less, or on which packets queue", () => {
  assert.equal(after([10, {}], [1, NARROW]).mode, "sound");
  assert.equal(after([10, {}], [1, { roundTripMs: 900 }]).mode, "sound");
});

test("a long way is not a queue", () => {
  assert.equal(after([30, { roundTripMs: 900 }]).mode, "video");
});

test("video yields to loss that lasts, not to one bad report, and rests for as long as there is much", () => {
  assert.equal(after([10, {}], [1, { sentLossPercent: 100 }], [10, {}]).mode, "video");
  assert.equal(after([10, {}], [6, { sentLossPercent: 10 }]).mode, "sound");
  assert.equal(after([10, {}], [90, { sentLossPercent: 10 }]).mode, "sound");
});

test("on a lossy link the smallest video is sent", () => {
  const { mode, rung } = after([10, {}], [8, LOSSY]);
  assert.deepEqual([mode, rung], ["video", 0]);
});

test("an engine that tells no estimate is judged by loss and queues alone", () => {
  const silent = { availableKbps: null };
  assert.equal(after([60, silent]).rung, TOP);
  assert.equal(after([10, silent], [1, { ...silent, roundTripMs: 900 }]).mode, "sound");
  const back = after([10, silent], [1, { ...silent, roundTripMs: 900 }], [30, silent]);
  assert.equal(back.mode, "video");
});

test("a little is tried once the link has been calm for five seconds", () => {
  assert.equal(after([10, {}], [1, NARROW], [4, NARROW]).mode, "sound");
  const trial = after([10, {}], [1, NARROW], [5, NARROW]);
  assert.deepEqual([trial.mode, trial.rung], ["trial", 0]);
});

test("a trial that finds the link good brings video back, and it grows rung by rung", () => {
  const yielded: [number, Partial<Link>] = [1, NARROW];
  const found = after([10, {}], yielded, [5, NARROW], [2, {}]);
  assert.deepEqual([found.mode, found.rung], ["video", 0]);
  assert.equal(after([10, {}], yielded, [5, NARROW], [2, {}], [4, {}]).rung, 1);
  assert.equal(after([10, {}], yielded, [5, NARROW], [2, {}], [16, {}]).rung, TOP);
});

test("a trial that stays below what it is to find, and above what a narrow link can have, sends more", () => {
  const held = { availableKbps: 187 };
  const ahead = after([10, {}], [1, NARROW], [5, NARROW], [3, held]);
  assert.deepEqual([ahead.mode, ahead.rung], ["trial", 1]);
  const found = after([10, {}], [1, NARROW], [5, NARROW], [3, held], [1, { availableKbps: 260 }]);
  assert.equal(found.mode, "video");
  assert.equal(after([10, {}], [1, NARROW], [5, NARROW], [10, held]).mode, "sound");
});

/** The seconds at which trials begin on a link that stays narrow. */
function trials(seconds: number): number[] {
  const begun: number[] = [];
  let state = after([10, {}], [1, NARROW]);
  for (let second = 1; second <= seconds; second += 1) {
    const before = state.mode;
    state = adapt(state, { ...GOOD, ...NARROW });
    if (state.mode === "trial" && before !== "trial") begun.push(second);
  }
  return begun;
}

test("pauses between trials double up to a minute, and a failed trial lasts three seconds", () => {
  assert.deepEqual(trials(300), [5, 18, 41, 84, 147, 210, 273]);
});

test("a trial in which packets queue is over at once", () => {
  const { mode } = after([10, {}], [1, NARROW], [5, NARROW], [1, { roundTripMs: 1_500 }]);
  assert.equal(mode, "sound");
});

test("after a minute of video the next pause is a short one again", () => {
  const failed = after([10, {}], [1, NARROW], [9, NARROW]);
  assert.equal(failed.pause, 10);
  const state = [...Array<Partial<Link>>(80).fill({})].reduce((now: Adaptation) => adapt(now, GOOD), failed);
  assert.deepEqual([state.mode, state.pause], ["video", 2.5]);
});

test("video that comes back and fails again makes the pauses longer too", () => {
  const silent = { ...GOOD, availableKbps: null };
  let state = after([10, silent]);
  const pauses: number[] = [];
  while (pauses.length < 4) {
    const jammed = state.mode === "video" && state.since >= 8; // it has grown until packets queue
    state = adapt(state, jammed ? { ...silent, roundTripMs: 1_200 } : silent);
    if (jammed) pauses.push(state.pause);
  }
  assert.deepEqual(pauses, [5, 10, 20, 40]);
});

test("video is as large as 60 % of its bits and the sound beside it fit the estimate", () => {
  const rung = (availableKbps: number): number => after([10, { availableKbps }]).rung;
  assert.deepEqual([160, 180, 300, 540, 1_000, 1_300].map(rung), [0, 1, 2, 3, 3, 4]);
});

test("one low estimate changes nothing, and a step up takes four seconds in a row", () => {
  assert.equal(after([10, {}], [1, { availableKbps: 300 }], [1, {}], [1, { availableKbps: 300 }]).rung, TOP);
  const small = after([10, { availableKbps: 300 }]);
  const seconds = [1, 2, 3, 4].map((count) => Array<Link>(count).fill(GOOD).reduce(adapt, small).rung);
  assert.deepEqual(seconds, [2, 2, 2, 3]);
});
