import assert from "node:assert/strict";
import { test } from "node:test";
import { AnsweredRestarts, LOOKS } from "../../src/peer/answered-restarts.ts";
import { Lifetime } from "../../src/lifetime.ts";
import { VirtualClock } from "../virtual-clock.ts";

const FIREFOX = "v=0\r\no=mozilla...THIS_IS_SDPARTA-99.0 1 0 IN IP4 0.0.0.0\r\n";
const CHROMIUM = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\n";
const SILENCE_MS = LOOKS.everyMs * LOOKS.silent;

/** What arrives by the path that `connect` names last. */
class Arriving {
  readonly clock = new VirtualClock();
  readonly lifetime = new Lifetime(this.clock);
  restarts = 0;
  connections = 0;
  looks = 0;
  currentLocalDescription: RTCSessionDescription | null = null;
  currentRemoteDescription: RTCSessionDescription | null = null;
  path = "first";
  flows = false;
  readonly #answered = new AnsweredRestarts(this, this.lifetime, () => (this.connections += 1));
  #packets = 7;

  constructor(
    readonly local = FIREFOX,
    readonly remote = CHROMIUM,
  ) {}

  /** Completes an offer and answer: who offered, and the other side's ICE user name fragment. */
  async negotiate(offerer: "we" | "they", fragment: string): Promise<void> {
    const sdp = `a=ice-ufrag:${fragment}\r\n`;
    const [ours, theirs] = offerer === "we" ? (["offer", "answer"] as const) : (["answer", "offer"] as const);
    this.currentLocalDescription = { type: ours, sdp: this.local + sdp } as RTCSessionDescription;
    this.currentRemoteDescription = { type: theirs, sdp: this.remote + sdp } as RTCSessionDescription;
    this.#answered.negotiated();
    await this.clock.advance(0);
  }

  restartIce(): void {
    assert.equal(this.connections, 1);
    this.restarts += 1;
  }

  async getStats(): Promise<RTCStatsReport> {
    this.looks += 1;
    if (this.flows) this.#packets += 1;
    return new Map<string, object>([
      ["audio", { type: "inbound-rtp", packetsReceived: this.#packets }],
      ["idle", { type: "candidate-pair", id: "idle" }],
      [this.path, { type: "candidate-pair", id: this.path, selected: true }],
    ]) as unknown as RTCStatsReport;
  }
}

/** A call that the other side has restarted, and Firefox has answered. */
async function restarted(local?: string, remote?: string): Promise<Arriving> {
  const arriving = new Arriving(local, remote);
  await arriving.negotiate("they", "first");
  await arriving.negotiate("they", "second");
  return arriving;
}

test("Firefox restarts too when nothing arrives by the new path", async () => {
  const arriving = await restarted();
  arriving.path = "second";
  await arriving.clock.advance(SILENCE_MS);
  assert.equal(arriving.restarts, 1);
});

test("it does so once, and listens no longer", async () => {
  const arriving = await restarted();
  arriving.path = "second";
  await arriving.clock.advance(10 * SILENCE_MS);
  assert.equal(arriving.restarts, 1);
  assert.equal(arriving.clock.pending, 0);
});

test("it does not as long as there is no new path: two restarts in one are too much for Firefox", async () => {
  const arriving = await restarted();
  await arriving.clock.advance(LOOKS.everyMs * LOOKS.most);
  assert.deepEqual([arriving.restarts, arriving.connections], [0, 0]);
  assert.equal(arriving.clock.pending, 0);
});

test("it does not when something arrives, also when that takes a moment", async () => {
  const arriving = await restarted();
  arriving.path = "second";
  await arriving.clock.advance(SILENCE_MS - 1);
  arriving.flows = true;
  await arriving.clock.advance(LOOKS.everyMs * LOOKS.most);
  assert.equal(arriving.restarts, 0);
});

test("it does when what arrives ceases", async () => {
  const arriving = await restarted();
  arriving.flows = true;
  await arriving.clock.advance(SILENCE_MS);
  arriving.path = "second";
  arriving.flows = false;
  await arriving.clock.advance(SILENCE_MS + LOOKS.everyMs);
  assert.equal(arriving.restarts, 1);
});

test("nobody listens to a restart any longer when the next has come", async () => {
  const arriving = await restarted();
  await arriving.negotiate("we", "third");
  arriving.path = "second";
  await arriving.clock.advance(10 * SILENCE_MS);
  assert.equal(arriving.restarts, 0);
});

test("nobody listens after the first negotiation, nor after one that restarts nothing", async () => {
  const arriving = new Arriving();
  await arriving.negotiate("they", "first");
  await arriving.negotiate("they", "first");
  assert.equal(arriving.looks, 0);
});

test("nobody listens after a restart between two of one kind, nor after one that Firefox offers", async () => {
  for (const [local, remote] of [[FIREFOX, FIREFOX], [CHROMIUM, FIREFOX], [CHROMIUM, CHROMIUM]] as const) {
    assert.equal((await restarted(local, remote)).looks, 0);
  }
  const offered = new Arriving();
  await offered.negotiate("they", "first");
  await offered.negotiate("we", "second");
  assert.equal(offered.looks, 0);
});

test("nothing is done after the end", async () => {
  const arriving = await restarted();
  arriving.path = "second";
  arriving.lifetime.end();
  await arriving.clock.advance(SILENCE_MS);
  assert.equal(arriving.restarts, 0);
});
