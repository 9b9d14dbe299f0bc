import assert from "node:assert/strict";
import { test } from "node:test";
import type { CallRecord, CallSnapshot, Snapshot } from "../../src/index.ts";
import { MissedCalls } from "../../src/elements/missed-calls.ts";
import { pastCall } from "./past-call.ts";

class Server {
  snapshot = { connection: "idle", userId: "alice", calls: [] } as unknown as Snapshot;
  missed: CallRecord[] = [];
  asked = 0;
  readonly #listeners = new Set<() => void>();
  readonly store = {
    getSnapshot: () => this.snapshot,
    subscribe: (listener: () => void) => {
      this.#listeners.add(listener);
      return () => this.#listeners.delete(listener);
    },
  };

  async history(): Promise<{ calls: CallRecord[]; nextCursor: null }> {
    this.asked += 1;
    return { calls: this.missed, nextCursor: null };
  }

  async becomes(change: Partial<Snapshot>): Promise<void> {
    this.snapshot = { ...this.snapshot, ...change };
    for (const listener of this.#listeners) listener();
    await new Promise(setImmediate);
  }
}

class Memory {
  readonly #items = new Map<string, string>();
  getItem = (key: string): string | null => this.#items.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.#items.set(key, value);
}

const missed = (placedAt: string): CallRecord => pastCall({ missed: true, direction: "incoming", placedAt });
const ended = (reason: string): CallSnapshot =>
  ({ callId: reason, direction: "incoming", phase: "ended", reason }) as unknown as CallSnapshot;

test("missed calls are counted once there is a connection, and whenever another one is missed", async () => {
  const server = new Server();
  let told = 0;
  const calls = new MissedCalls(server, () => (told += 1), new Memory());
  server.missed = [missed("2026-11-02T00:00:00Z")];
  assert.equal(server.asked, 0);
  await server.becomes({ connection: "open" });
  assert.equal(calls.count, 1);
  server.missed = [missed("2026-11-03T00:00:00Z"), ...server.missed];
  await server.becomes({ calls: [ended("no_answer")] });
  assert.deepEqual([calls.count, told], [2, 2]);
});

test("a call that was taken, and a change of no account, ask nothing", async () => {
  const server = new Server();
  new MissedCalls(server, () => undefined, new Memory());
  await server.becomes({ connection: "open" });
  await server.becomes({ calls: [ended("completed")] });
  await server.becomes({ soundBlocked: true });
  assert.equal(server.asked, 1);
});

test("after a loss it is asked again: calls may have come meanwhile", async () => {
  const server = new Server();
  new MissedCalls(server, () => undefined, new Memory());
  await server.becomes({ connection: "open" });
  await server.becomes({ connection: "waiting" });
  await server.becomes({ connection: "open" });
  assert.equal(server.asked, 2);
});

test("what was seen counts no longer, in later pages neither, but for another user", async () => {
  const server = new Server();
  const memory = new Memory();
  server.missed = [missed("2026-11-02T00:00:00Z")];
  const calls = new MissedCalls(server, () => undefined, memory);
  await server.becomes({ connection: "open" });
  calls.seen();
  assert.equal(calls.count, 0);
  const later = new MissedCalls(server, () => undefined, memory);
  await new Promise(setImmediate);
  assert.equal(later.count, 0);
  await server.becomes({ userId: "bob" });
  assert.equal(later.count, 1);
});

test("once it is closed, nothing is asked", async () => {
  const server = new Server();
  new MissedCalls(server, () => undefined, new Memory()).close();
  await server.becomes({ connection: "open" });
  assert.equal(server.asked, 0);
});

test("a browser that keeps nothing for the page counts them all the same", async () => {
  const denied = { configurable: true, get: () => assert.fail("SecurityError") };
  Object.defineProperty(globalThis, "localStorage", denied);
  const server = new Server();
  server.missed = [missed("2026-11-02T00:00:00Z")];
  const calls = new MissedCalls(server, () => undefined);
  await server.becomes({ connection: "open" });
  assert.equal(calls.count, 1);
});

test("a storage that is full costs only the remembering", async () => {
  const server = new Server();
  server.missed = [missed("2026-11-02T00:00:00Z")];
  const full = { getItem: () => null, setItem: () => assert.fail("full") };
  const calls = new MissedCalls(server, () => undefined, full);
  await server.becomes({ connection: "open" });
  calls.seen();
  assert.equal(calls.count, 0);
});
