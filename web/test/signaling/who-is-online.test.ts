import assert from "node:assert/strict";
import { test } from "node:test";
import { SignalingRig } from "./signaling-rig.ts";
import { SessionServer } from "./session-server.ts";

test("those who are watched are asked for at once and after every welcome, and nobody else counts", async () => {
  const server = new SessionServer();
  const rig = await server.client();
  const seen: string[][] = [];
  rig.client.onPresence((online) => void seen.push([...online]));
  rig.client.watchPresence(["bob", "eve"]);
  assert.deepEqual(rig.socket.sent.at(-1), { type: "presence-watch", userIds: ["bob", "eve"] });
  server.tell({ type: "presence", online: ["bob"], offline: ["eve"] });
  rig.client.watchPresence(["eve", "joe"]);
  server.tell({ type: "presence", online: ["bob", "joe"] });
  await rig.clock.advance(5_000);
  rig.socket.drop();
  await rig.clock.advance(0);
  assert.deepEqual(rig.socket.sent.at(-1), { type: "presence-watch", userIds: ["eve", "joe"] });
  server.tell({ type: "presence", online: ["eve"] });
  assert.deepEqual(seen, [["bob"], ["joe"], ["eve"]]);
});

test("they may be named before there is a connection", async () => {
  const server = new SessionServer();
  const rig = new SignalingRig();
  server.serve(rig);
  rig.client.watchPresence(["bob"]);
  await rig.client.connect();
  assert.deepEqual(rig.socket.sent.slice(1), [{ type: "presence-watch", userIds: ["bob"] }]);
});
