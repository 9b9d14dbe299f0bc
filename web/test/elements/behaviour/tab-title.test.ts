import assert from "node:assert/strict";
import { test } from "node:test";
import { TabTitle } from "../../../src/elements/behaviour/tab-title.ts";
import { VirtualClock } from "../../virtual-clock.ts";

function page(): { page: { title: string }; clock: VirtualClock; title: TabTitle } {
  const shown = { title: "Shop" };
  const clock = new VirtualClock();
  return { page: shown, clock, title: new TabTitle(shown, clock) };
}

test("who is calling stands before the page's own title, in turns with it in the background", async () => {
  const { page: shown, clock, title } = page();
  title.say("bob is calling", true);
  assert.equal(shown.title, "bob is calling · Shop");
  await clock.advance(1_000);
  assert.equal(shown.title, "Shop");
  await clock.advance(1_000);
  assert.equal(shown.title, "bob is calling · Shop");
});

test("a page that is seen does not blink", async () => {
  const { page: shown, clock, title } = page();
  title.say("bob");
  await clock.advance(5_000);
  assert.equal(shown.title, "bob · Shop");
});

test("the page has its title back when there is nothing to say, at whatever moment", async () => {
  for (const after of [0, 1_000]) {
    const { page: shown, clock, title } = page();
    title.say("bob is calling", true);
    await clock.advance(after);
    title.say(null);
    await clock.advance(10_000);
    assert.equal(shown.title, "Shop");
  }
});

test("a title that the page has changed meanwhile is left alone", async () => {
  const { page: shown, title } = page();
  title.say("bob");
  shown.title = "Basket";
  title.say(null);
  assert.equal(shown.title, "Basket");
});
