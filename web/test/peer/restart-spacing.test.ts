import assert from "node:assert/strict";
import { test } from "node:test";
import { APART_MS } from "../../src/peer/restart-spacing.ts";
import { rest, Rig } from "./manager-rig.ts";

const firefox = (fragment: string): string =>
  `v=0\r\no=mozilla...THIS_IS_SDPARTA-99.0 1 0 IN IP4 0.0.0.0\r\na=ice-ufrag:${fragment}\r\n`;
const libwebrtc = (fragment: string): string => `v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\na=ice-ufrag:${fragment}\r\n`;

/** The types of what was said since this was last asked. */
const news = (rig: Rig): string[] => rig.unheard().map(({ type }) => type);

/** A side that has answered these offers. */
async function inCall(...offers: string[]): Promise<Rig> {
  const rig = new Rig(true);
  for (const offer of offers) await rig.offer(offer);
  assert.deepEqual(news(rig), offers.map(() => "call-answer"));
  return rig;
}

/** Does something as Firefox would. */
async function inFirefox(act: () => Promise<void>): Promise<void> {
  const own = Object.getOwnPropertyDescriptor(globalThis, "navigator")!;
  Object.defineProperty(globalThis, "navigator", { value: { userAgent: "Firefox/153.0" }, configurable: true });
  await act().finally(() => Object.defineProperty(globalThis, "navigator", own));
}

/** That an offer of ours, which is needed now, is made in a second and no sooner. */
async function offersInASecond(rig: Rig): Promise<void> {
  await rest();
  await rig.clock.advance(APART_MS - 1);
  await rest();
  assert.deepEqual(news(rig), []);
  await rig.clock.advance(1);
  await rest();
  assert.deepEqual(news(rig), ["call-offer"]);
}

test("our restart is offered a second after theirs", async () => {
  const rig = await inCall(firefox("first"), firefox("second"));
  await rig.manager.restartIce();
  assert.equal(rig.pc.restarts, 1);
  await offersInASecond(rig);
});

test("in Firefox it waits after one with any engine", async () => {
  await inFirefox(async () => {
    const rig = await inCall(libwebrtc("first"), libwebrtc("second"));
    await rig.manager.restartIce();
    await offersInASecond(rig);
  });
});

test("it waits as long after ours", async () => {
  const rig = await inCall(firefox("first"));
  await rig.manager.restartIce();
  await rest();
  assert.deepEqual(news(rig), ["call-offer"]);
  await rig.answer(firefox("second"));
  rig.pc.needNegotiation();
  await offersInASecond(rig);
});

test("one that comes meanwhile is answered, and begins another second", async () => {
  const rig = await inCall(firefox("first"), firefox("second"));
  await rig.clock.advance(APART_MS / 2);
  await rig.offer(firefox("third"));
  assert.deepEqual(news(rig), ["call-answer"]);
  await rig.manager.restartIce();
  await offersInASecond(rig);
});

test("with nothing to offer nothing is offered", async () => {
  const rig = await inCall(firefox("first"), firefox("second"));
  await rig.clock.advance(2 * APART_MS);
  await rest();
  assert.deepEqual(news(rig), []);
});

for (const [what, offers] of [
  ["the first description", [firefox("first")]],
  ["a description that restarts nothing", [firefox("first"), `${firefox("first")}a=group:BUNDLE 0\r\n`]],
  ["a restart between other engines", [libwebrtc("first"), libwebrtc("second")]],
] as const) {
  test(`after ${what} nothing waits`, async () => {
    const rig = await inCall(...offers);
    await rig.manager.restartIce();
    await rest();
    assert.deepEqual(news(rig), ["call-offer"]);
  });
}

test("nothing is offered after the end", async () => {
  const rig = await inCall(firefox("first"), firefox("second"));
  await rig.manager.restartIce();
  rig.manager.close();
  await rig.clock.advance(2 * APART_MS);
  assert.deepEqual(news(rig), []);
});
