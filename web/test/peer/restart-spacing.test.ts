import assert from "node:assert/strict";
import { test } from "node:test";
import { APART_MS } from "../../src/peer/restart-spacing.ts";
import { rest, Rig } from "./manager-rig.ts";

const firefox = (fragment: string): string =>
  `v=0\r\no=mozilla...THIS_IS_SDPARTA-99.0 1 0 IN IP4 0.0.0.0\r\na=ice-ufrag:${fragment}\r\n`;
const libwebrtc = (fragment: string): string => `v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\na=ice-ufrag:${fragment}\r\n`;

/** A side that has answered these offers. */
async function inCall(...offers: string[]): Promise<Rig> {
  const rig = new Rig(true);
  for (const offer of offers) await rig.offer(offer);
  return rig;
}

/** Does something as Firefox would. */
async function inFirefox(act: () => Promise<void>): Promise<void> {
  const own = Object.getOwnPropertyDescriptor(globalThis, "navigator")!;
  Object.defineProperty(globalThis, "navigator", { value: { userAgent: "Firefox/153.0" }, configurable: true });
  await act().finally(() => Object.defineProperty(globalThis, "navigator", own));
}

async function waitsForASecond(rig: Rig): Promise<void> {
  const restarting = rig.manager.restartIce();
  await rig.clock.advance(APART_MS - 1);
  await rest();
  assert.equal(rig.pc.restarts, 0);
  await rig.clock.advance(1);
  await restarting;
  assert.equal(rig.pc.restarts, 1);
}

test("a restart waits until a second after the last with Firefox", async () => {
  await waitsForASecond(await inCall(firefox("first"), firefox("second")));
});

test("in Firefox it waits after one with any engine", async () => {
  await inFirefox(async () => waitsForASecond(await inCall(libwebrtc("first"), libwebrtc("second"))));
});

test("it waits as long after one that came meanwhile", async () => {
  const rig = await inCall(firefox("first"), firefox("second"));
  const restarting = rig.manager.restartIce();
  await rig.clock.advance(APART_MS / 2);
  await rig.offer(firefox("third"));
  await rig.clock.advance(APART_MS - 1);
  await rest();
  assert.equal(rig.pc.restarts, 0);
  await rig.clock.advance(1);
  await restarting;
  assert.equal(rig.pc.restarts, 1);
});

for (const [what, offers] of [
  ["the first description", [firefox("first")]],
  ["a description that restarts nothing", [firefox("first"), firefox("first")]],
  ["a restart between other engines", [libwebrtc("first"), libwebrtc("second")]],
] as const) {
  test(`after ${what} it does not wait`, async () => {
    const rig = await inCall(...offers);
    void rig.manager.restartIce();
    await rest();
    assert.equal(rig.pc.restarts, 1);
  });
}

test("nothing restarts after the end", async () => {
  const rig = await inCall(firefox("first"), firefox("second"));
  const restarting = rig.manager.restartIce().catch((error: Error) => error.name);
  rig.manager.close();
  await rig.clock.advance(APART_MS * 2);
  await restarting;
  assert.equal(rig.pc.restarts, 0);
});

test("it waits also for one that comes while credentials are fetched", async () => {
  let fetched: (servers: RTCIceServer[]) => void = () => undefined;
  const rig = new Rig(true, { refreshIceServers: () => new Promise((resolve) => (fetched = resolve)) });
  await rig.offer(firefox("first"));
  const restarting = rig.manager.restartIce();
  await rest();
  await rig.offer(firefox("second"));
  fetched([]);
  await rest();
  await rig.clock.advance(APART_MS - 1);
  await rest();
  assert.equal(rig.pc.restarts, 0);
  await rig.clock.advance(1);
  await restarting;
  assert.equal(rig.pc.restarts, 1);
});
