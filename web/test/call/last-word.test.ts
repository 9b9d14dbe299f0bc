import assert from "node:assert/strict";
import { test } from "node:test";
import { LastWord } from "../../src/call/last-word.ts";
import { Lifetime } from "../../src/lifetime.ts";
import type { SignalingState, StateListener } from "../../src/signaling/signaling-config.ts";
import { VirtualClock } from "../virtual-clock.ts";

class Rig {
  readonly clock = new VirtualClock();
  readonly lifetime = new Lifetime(this.clock);
  readonly lastWord: LastWord;
  ends = 0;
  #tell: StateListener = () => undefined;
  readonly #signaling: { state: SignalingState; onStateChange: (listener: StateListener) => () => void };

  constructor(state: SignalingState = "waiting") {
    this.#signaling = { state, onStateChange: (listener) => ((this.#tell = listener), () => (this.#tell = () => undefined)) };
    this.lastWord = new LastWord(this.#signaling, this.lifetime);
    this.lastWord.before(() => (this.ends += 1));
  }

  server(state: SignalingState): void {
    this.#signaling.state = state;
    this.#tell(state);
  }
}

test("with the server there, or gone for good, the end is now", async () => {
  for (const state of ["open", "closed"] as const) assert.equal(new Rig(state).ends, 1);
  const rig = new Rig();
  assert.equal(rig.ends, 0);
  rig.server("closed");
  assert.equal(rig.ends, 1);
});

test("the server is waited for, and then has a while; a server that goes again takes nothing of it", async () => {
  const rig = new Rig();
  await rig.clock.advance(60_000);
  rig.server("open");
  await rig.clock.advance(9_000);
  rig.server("waiting");
  await rig.clock.advance(20_900);
  assert.equal(rig.ends, 0);
  await rig.clock.advance(200);
  assert.equal(rig.ends, 1, "a minute and a half in all");
  await rig.clock.advance(100_000);
  assert.equal(rig.ends, 1);
});

test("media that come back, and the end of the call, are the end of waiting", async () => {
  for (const over of [(rig: Rig) => rig.lastWord.mediaFlow(), (rig: Rig) => rig.lifetime.end()]) {
    const rig = new Rig();
    over(rig);
    rig.server("open");
    await rig.clock.advance(200_000);
    assert.deepEqual([rig.ends, rig.clock.pending], [0, 0]);
  }
});
