import assert from "node:assert/strict";
import { test } from "node:test";
import { IceRecovery, RECOVERY } from "../../src/peer/ice-recovery.ts";
import { Lifetime } from "../../src/lifetime.ts";
import { onNetworkSuspicion } from "../../src/network-change.ts";
import type { PeerError } from "../../src/peer/peer-errors.ts";
import { VirtualClock } from "../virtual-clock.ts";

/** A recovery, and the moments (ms) at which it restarted or told an error. */
class Watched {
  readonly clock = new VirtualClock();
  readonly lifetime = new Lifetime(this.clock);
  readonly restarts: number[] = [];
  readonly errors: [number, PeerError][] = [];
  readonly recovery = new IceRecovery(
    this.lifetime,
    (error) => void this.errors.push([this.clock.now(), error]),
    () => void this.restarts.push(this.clock.now()),
  );

  get ends(): [number, string, string | undefined, boolean][] {
    return this.errors.map(([at, { code, reason, fatal }]) => [at, code, reason, fatal]);
  }

  static connected(): Watched {
    const watched = new Watched();
    watched.recovery.negotiated();
    watched.recovery.stateChanged("checking");
    watched.recovery.stateChanged("connected");
    return watched;
  }
}

test("disconnected: restarts after two seconds, then every eight, three times, and gives up at thirty", async () => {
  const watched = Watched.connected();
  watched.recovery.stateChanged("disconnected");
  await watched.clock.advance(60_000);
  assert.deepEqual(watched.restarts, [2_000, 10_000, 18_000]);
  assert.deepEqual(watched.ends, [[30_000, "ice_recovery_failed", "disconnected", true]]);
  assert.equal(watched.clock.pending, 0);
});

test("a short disconnection is left alone", async () => {
  const { clock, recovery, restarts, errors } = Watched.connected();
  recovery.stateChanged("disconnected");
  await clock.advance(1_999);
  recovery.stateChanged("connected");
  await clock.advance(60_000);
  assert.deepEqual([restarts, errors], [[], []]);
  assert.equal(clock.pending, 0);
});

test("disconnected: the network is suspected, so that the server is there when it is needed", () => {
  let suspicions = 0;
  const stop = onNetworkSuspicion(() => (suspicions += 1));
  const { recovery } = Watched.connected();
  assert.equal(suspicions, 0);
  recovery.stateChanged("disconnected");
  assert.equal(suspicions, 1);
  stop();
});

test("failed: restarts at once, and again at once when the restart fails, but not within two seconds", async () => {
  const watched = Watched.connected();
  watched.recovery.stateChanged("failed");
  await watched.clock.advance(500);
  watched.recovery.stateChanged("checking");
  watched.recovery.stateChanged("failed");
  await watched.clock.advance(4_500);
  watched.recovery.stateChanged("checking");
  watched.recovery.stateChanged("failed");
  await watched.clock.advance(60_000);
  assert.deepEqual(watched.restarts, [0, 2_000, 5_000]);
  assert.deepEqual(watched.ends, [[30_000, "ice_recovery_failed", "failed", true]]);
});

test("failed after disconnected does not wait for the two seconds", async () => {
  const { clock, recovery, restarts } = Watched.connected();
  recovery.stateChanged("disconnected");
  await clock.advance(700);
  recovery.stateChanged("failed");
  await clock.advance(7_000);
  assert.deepEqual(restarts, [700]);
});

test("a recovered connection starts again with three tries and thirty seconds", async () => {
  const watched = Watched.connected();
  watched.recovery.stateChanged("failed");
  await watched.clock.advance(20_000);
  watched.recovery.stateChanged("completed");
  await watched.clock.advance(20_000);
  assert.deepEqual(watched.restarts, [0, 8_000, 16_000]);
  watched.recovery.stateChanged("disconnected");
  await watched.clock.advance(60_000);
  assert.deepEqual(watched.restarts.slice(3), [42_000, 50_000, 58_000]);
  assert.deepEqual(watched.ends, [[70_000, "ice_recovery_failed", "disconnected", true]]);
});

test("after giving up nothing is restarted, unless it comes back by itself", async () => {
  const { clock, recovery, restarts } = Watched.connected();
  recovery.stateChanged("failed");
  await clock.advance(30_000);
  const before = restarts.length;
  recovery.stateChanged("failed");
  recovery.networkChanged();
  await clock.advance(60_000);
  assert.equal(restarts.length, before);
  recovery.stateChanged("connected");
  recovery.stateChanged("failed");
  assert.equal(restarts.length, before + 1);
});

test("a change of network restarts a connection that seems well, without any clock running", async () => {
  const { clock, recovery, restarts, errors } = Watched.connected();
  await clock.advance(5_000);
  recovery.networkChanged();
  await clock.advance(100_000);
  assert.deepEqual([restarts, errors], [[5_000], []]);
  assert.equal(clock.pending, 0);
});

test("changes of network that come together are one", async () => {
  const { clock, recovery, restarts } = Watched.connected();
  recovery.networkChanged();
  recovery.networkChanged();
  await clock.advance(1_000);
  recovery.networkChanged();
  await clock.advance(20_000);
  assert.deepEqual(restarts, [0, 2_000]);
});

test("a new network gets all the tries, and not more time", async () => {
  const watched = Watched.connected();
  watched.recovery.stateChanged("failed");
  await watched.clock.advance(17_000);
  watched.recovery.networkChanged();
  await watched.clock.advance(60_000);
  assert.deepEqual(watched.restarts, [0, 8_000, 16_000, 18_000, 26_000]);
  assert.deepEqual(watched.ends, [[30_000, "ice_recovery_failed", "failed", true]]);
});

test("a restart for the network does not count when trouble comes later", async () => {
  const { clock, recovery, restarts } = Watched.connected();
  recovery.networkChanged();
  await clock.advance(3_000);
  recovery.stateChanged("disconnected");
  await clock.advance(29_000);
  assert.deepEqual(restarts, [0, 5_000, 13_000, 21_000]);
});

test("before anything is negotiated a change of network means nothing", async () => {
  const { clock, recovery, restarts } = new Watched();
  recovery.networkChanged();
  await clock.advance(60_000);
  assert.deepEqual(restarts, []);
});

test("negotiated and never connected: told after thirty seconds, also when the engine says nothing", async () => {
  const watched = new Watched();
  await watched.clock.advance(5_000);
  watched.recovery.negotiated();
  await watched.clock.advance(10_000);
  watched.recovery.negotiated();
  await watched.clock.advance(60_000);
  assert.deepEqual(watched.ends, [[35_000, "connection_timeout", "new", true]]);
  assert.equal(watched.clock.pending, 0);
});

test("never connected and failed on the way: tried, and told once", async () => {
  const watched = new Watched();
  watched.recovery.negotiated();
  await watched.clock.advance(15_000);
  watched.recovery.stateChanged("failed");
  await watched.clock.advance(60_000);
  assert.deepEqual(watched.restarts, [15_000, 23_000]);
  assert.deepEqual(watched.ends, [[30_000, "connection_timeout", "failed", true]]);
});

test("connected in time: no deadline remains, however often and late it was negotiated", async () => {
  const { clock, recovery, errors } = new Watched();
  recovery.negotiated();
  recovery.negotiated();
  recovery.stateChanged("connected");
  recovery.negotiated();
  const quick = new Watched();
  quick.recovery.stateChanged("connected");
  quick.recovery.negotiated();
  for (const each of [clock, quick.clock]) {
    await each.advance(RECOVERY.connectMs);
    assert.equal(each.pending, 0);
  }
  assert.deepEqual([...errors, ...quick.errors], []);
});

test("the end of the connection ends everything", async () => {
  const { clock, lifetime, recovery, restarts, errors } = Watched.connected();
  recovery.stateChanged("disconnected");
  lifetime.end();
  await clock.advance(60_000);
  assert.deepEqual([restarts, errors], [[], []]);
  assert.equal(clock.pending, 0);
});
