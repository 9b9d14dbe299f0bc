import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { IDLE, type CallEvent, type CallState } from "../demo/call-state.ts";
import { RingDeadlines } from "../demo/ring-deadlines.ts";

const call = { callId: "a", peer: "bob", video: false };
const INCOMING: CallState = { phase: "incoming", call };
const OUTGOING: CallState = {
  phase: "outgoing",
  call,
  sent: true,
  ringing: false,
  devices: null,
  crossing: null,
};

function rig(context: TestContext): { deadlines: RingDeadlines; events: CallEvent[]; tick: (ms: number) => void } {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const events: CallEvent[] = [];
  const deadlines = new RingDeadlines((event) => void events.push(event));
  return { deadlines, events, tick: (ms) => context.mock.timers.tick(ms) };
}

const timeout: CallEvent = { type: "ring-timeout", callId: "a" };

for (const [state, ms] of [
  [OUTGOING, 60_000],
  [INCOMING, 65_000],
] as const) {
  test(`a call that is ${state.phase} rings for ${ms} ms, unless the server says how long`, (context) => {
    const { deadlines, events, tick } = rig(context);
    deadlines.follow(state);
    tick(ms - 1);
    assert.deepEqual(events, []);
    tick(1);
    assert.deepEqual(events, [timeout]);
  });

  test(`a call that is ${state.phase} is left to the server, which may be late by 5 s`, (context) => {
    for (const before of [true, false]) {
      const { deadlines, events, tick } = rig(context);
      if (before) deadlines.announce("a", 120_000);
      deadlines.follow(state);
      if (!before) deadlines.announce("a", 120_000);
      tick(124_999);
      assert.deepEqual(events, []);
      tick(1);
      assert.deepEqual(events, [timeout]);
      context.mock.timers.reset();
    }
  });
}

test("what was said of another call does not count, and what is over rings no more", (context) => {
  const { deadlines, events, tick } = rig(context);
  deadlines.announce("b", 1_000);
  deadlines.follow(INCOMING);
  tick(64_999);
  assert.deepEqual(events, []);
  deadlines.follow(IDLE);
  tick(65_000);
  assert.deepEqual(events, []);
});
