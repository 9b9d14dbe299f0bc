import assert from "node:assert/strict";
import { test } from "node:test";
import { CallError, type CallHistory, type CallRecord, type HistoryQuery, type Snapshot } from "../../src/index.ts";
import { HistoryPages } from "../../src/elements/history-pages.ts";
import { pastCall } from "./past-call.ts";

const OPEN = { connection: "open", userId: "alice", calls: [] } as unknown as Snapshot;

class Server {
  readonly asked: HistoryQuery[] = [];
  readonly answers: { resolve: (page: CallHistory) => void; reject: (error: Error) => void }[] = [];

  history(query: HistoryQuery = {}): Promise<CallHistory> {
    this.asked.push(query);
    return new Promise((resolve, reject) => this.answers.push({ resolve, reject }));
  }

  async answer(index: number, calls: CallRecord[], nextCursor: string | null = null): Promise<void> {
    this.answers[index]?.resolve({ calls, nextCursor });
    await new Promise(setImmediate);
  }
}

function rig(): { pages: HistoryPages; server: Server } {
  const host = { addController: () => undefined, removeController: () => undefined, requestUpdate: () => undefined };
  return { pages: new HistoryPages({ ...host, updateComplete: Promise.resolve(true) }), server: new Server() };
}

test("nothing is asked before there is a connection, and then once", () => {
  const { pages, server } = rig();
  pages.follow(server, { ...OPEN, connection: "connecting" }, false);
  assert.equal(server.asked.length, 0);
  pages.follow(server, OPEN, false);
  pages.follow(server, { ...OPEN, soundBlocked: true }, false);
  assert.deepEqual(server.asked, [{ limit: 20 }]);
});

test("a call that ends, and a connection that comes back, have the first page fetched again", () => {
  const { pages, server } = rig();
  pages.follow(server, OPEN, false);
  for (const phase of ["ringing", "connected", "ended", "ended"]) {
    pages.follow(server, { ...OPEN, calls: [{ callId: "c", phase }] } as unknown as Snapshot, false);
  }
  assert.equal(server.asked.length, 2);
  pages.follow(server, { ...OPEN, connection: "waiting" }, false);
  pages.follow(server, OPEN, false);
  assert.equal(server.asked.length, 3);
});

test("an older page is asked for by its cursor, with the filter", async () => {
  const { pages, server } = rig();
  pages.follow(server, OPEN, true);
  await server.answer(0, [pastCall()], "next");
  void pages.older();
  await server.answer(1, [pastCall({ placedAt: "2026-11-01T00:00:00Z" })]);
  assert.deepEqual(server.asked[1], { limit: 20, missed: true, cursor: "next" });
  assert.deepEqual([pages.fetched.calls.length, pages.fetched.nextCursor, pages.state], [2, null, "done"]);
  await pages.older();
  assert.equal(server.asked.length, 2);
});

test("the answer to a filter that is no longer chosen is not shown", async () => {
  const { pages, server } = rig();
  pages.follow(server, OPEN, false);
  pages.follow(server, OPEN, true);
  await server.answer(1, []);
  await server.answer(0, [pastCall()]);
  assert.deepEqual(pages.fetched.calls, []);
});

test("what fails is told by its code, and can be tried again", async () => {
  const { pages, server } = rig();
  pages.follow(server, OPEN, false);
  server.answers[0]?.reject(new CallError("store_unavailable"));
  await new Promise(setImmediate);
  assert.deepEqual(pages.state, { failed: "store_unavailable" });
  void pages.newest();
  server.answers[1]?.reject(new TypeError("fetch failed"));
  await new Promise(setImmediate);
  assert.deepEqual(pages.state, { failed: "connection_lost" });
});

test("whoever signs in next does not see the calls of the user before", async () => {
  const { pages, server } = rig();
  pages.follow(server, OPEN, false);
  await server.answer(0, [pastCall()]);
  pages.follow(server, { ...OPEN, connection: "closed", userId: null }, false);
  assert.equal(pages.fetched.calls.length, 1);
  pages.follow(server, { ...OPEN, userId: "bob" }, false);
  assert.deepEqual(pages.fetched.calls, []);
});
