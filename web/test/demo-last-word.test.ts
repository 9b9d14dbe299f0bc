import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { IDLE, type CallState } from "../demo/call-state.ts";
import { LastWord } from "../demo/last-word.ts";
import type { Cancel } from "../src/clock.ts";
import type { SignalingState, StateListener } from "../src/signaling-config.ts";

const call = { callId: "a", peer: "bob", video: false };
const RECONNECTING: CallState = { phase: "connected", call, since: 0, reconnecting: true };
const CONNECTED: CallState = { ...RECONNECTING, reconnecting: false };
const CONNECTING: CallState = { phase: "connecting", call };
const OUTGOING: CallState = { phase: "outgoing", call, sent: true, ringing: true, devices: 1, crossing: null };

class Rig {
  readonly lastWord: LastWord;
  ends = 0;
  readonly #signaling: { state: SignalingState; onStateChange: (listener: StateListener) => Cancel };
  readonly #context: TestContext;
  #changed: StateListener = () => undefined;

  constructor(context: TestContext, state: SignalingState = "waiting") {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    this.#context = context;
    this.#signaling = { state, onStateChange: (listener) => ((this.#changed = listener), () => undefined) };
    this.lastWord = new LastWord(this.#signaling);
  }

  lose(call: CallState): this {
    this.lastWord.follow(call);
    this.lastWord.before(() => (this.ends += 1));
    return this;
  }

  server(state: SignalingState): void {
    this.#signaling.state = state;
    this.#changed(state);
  }

  tick(ms: number): void {
    this.#context.mock.timers.tick(ms);
  }
}

for (const state of ["open", "closed"] as const) {
  test(`the loss of media ends a call at once where the connection to the server is ${state}`, (context) => {
    assert.equal(new Rig(context, state).lose(RECONNECTING).ends, 1);
  });
}

test("a call that nobody has taken ends at once", (context) => {
  assert.equal(new Rig(context).lose(OUTGOING).ends, 1);
});

for (const state of [CONNECTING, RECONNECTING]) {
  test(`while the server is away it does not; once it is back it has 10 s to say how (${state.phase})`, (context) => {
    const rig = new Rig(context).lose(state);
    rig.tick(40_000);
    rig.server("connecting");
    rig.server("open");
    rig.tick(9_999);
    assert.equal(rig.ends, 0);
    rig.tick(1);
    assert.equal(rig.ends, 1);
    rig.tick(100_000);
    assert.equal(rig.ends, 1);
  });
}

test("a server that is gone again has said nothing", (context) => {
  const rig = new Rig(context).lose(RECONNECTING);
  rig.server("open");
  rig.tick(5_000);
  rig.server("waiting");
  rig.tick(20_000);
  assert.equal(rig.ends, 0);
  rig.server("open");
  rig.tick(10_000);
  assert.equal(rig.ends, 1);
});

for (const [what, state] of [["is over", IDLE], ["has media again", CONNECTED]] as const) {
  test(`a call that ${what} is not ended any more`, (context) => {
    const rig = new Rig(context).lose(RECONNECTING);
    rig.server("open");
    rig.lastWord.follow(state);
    rig.server("waiting");
    rig.server("open");
    rig.tick(200_000);
    assert.equal(rig.ends, 0);
  });
}

test("without both a call ends after two minutes, 30 s of which have passed", (context) => {
  const rig = new Rig(context).lose(RECONNECTING);
  rig.tick(89_999);
  assert.equal(rig.ends, 0);
  rig.tick(1);
  assert.equal(rig.ends, 1);
});

test("without a chance that the server comes back it ends at once", (context) => {
  const rig = new Rig(context).lose(RECONNECTING);
  rig.server("closed");
  assert.equal(rig.ends, 1);
});
