import assert from "node:assert/strict";
import { test } from "node:test";
import { SessionServer } from "./session-server.ts";
import { SignalingRig } from "./signaling-rig.ts";

const SCHEDULES = 300;
const STEPS = 60;

/** Numbers from 0 up to 1, the same for the same seed. Source: Mulberry32. */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One schedule: both sides speak while frames are lost and repeated, and sockets break. */
async function live(seed: number): Promise<void> {
  const random = seeded(seed);
  const server = new SessionServer();
  const rig = new SignalingRig();
  server.serve(rig);
  const serve = rig.onSocket;
  let calm = true;
  rig.onSocket = (socket) => {
    server.deaf = !calm && random() < 0.2;
    server.mute = !calm && random() < 0.2;
    serve(socket);
  };
  await rig.client.connect();
  calm = false;
  const said: string[] = [];
  const happened: string[] = [];
  const say = (): void => {
    said.push(`said ${said.length}`);
    rig.client.send({ type: "call-accept", recipientId: "bob", callId: said.at(-1) ?? "" });
  };
  const happen = (): void => {
    happened.push(`happened ${happened.length}`);
    server.happens({ type: "call-accept", senderId: "bob", callId: happened.at(-1) ?? "" });
  };
  const steps: (() => unknown)[] = [
    say,
    say,
    happen,
    happen,
    () => server.repeat(random()),
    () => (server.deaf = true), // until the connection is another: what TCP loses is the end of a stream
    () => (server.mute = true),
    () => rig.socket.drop(),
    () => rig.clock.advance(random() * 3_000),
    () => rig.clock.advance(random() * 20_000),
  ];
  for (let step = 0; step < STEPS; step += 1) await steps[Math.floor(random() * steps.length)]?.();
  calm = true;
  await rig.clock.advance(120_000);
  rig.client.close();
  const heard = rig.heard.flatMap((message) => (message.type === "call-accept" ? message.callId : []));
  const carriedOut = server.effects.map(({ callId }) => callId);
  assert.deepEqual(heard, happened, `seed ${seed}: everything that happened was heard, once and in order`);
  assert.deepEqual(carriedOut, said, `seed ${seed}: everything that was said was carried out, once and in order`);
}

test("whatever the network loses and repeats, each side learns everything, once and in order", async () => {
  for (let seed = 1; seed <= SCHEDULES; seed += 1) await live(seed);
});
