import assert from "node:assert/strict";
import { test } from "node:test";
import type { Negotiated } from "../../src/call/early-messages.ts";
import { Rejoining } from "../../src/call/rejoining.ts";

const offer = (connectionId: string | null): Negotiated => ({ type: "call-offer", senderId: "x", callId: "c", sdp: "s", connectionId });
const answer = (connectionId: string | null): Negotiated => ({ type: "call-answer", senderId: "x", callId: "c", sdp: "s", connectionId });
const candidate = (connectionId: string | null): Negotiated => ({
  type: "call-ice-candidate", senderId: "x", callId: "c", candidate: { candidate: "" }, connectionId,
});

for (const polite of [true, false]) {
  test(`the other side rejoins, ${polite ? "polite" : "impolite"}`, () => {
    const side = new Rejoining();
    for (const message of [offer(null), answer(null), candidate(null)]) assert.equal(side.heard(message, polite), "take");
    for (const message of [answer("x"), candidate("x")]) assert.equal(side.heard(message, polite), "pass over");
    assert.equal(side.heard(offer("x"), polite), "follow");
    assert.equal(side.heard(candidate("x"), polite), "take");
    for (const message of [offer(null), answer(null), candidate(null)]) assert.equal(side.heard(message, polite), "pass over");
    assert.equal(side.heard(offer("y"), polite), "follow");
  });

  test(`this side rejoins, ${polite ? "polite" : "impolite"}`, () => {
    const side = new Rejoining();
    side.begin("x");
    assert.equal(side.heard(offer(null), polite), "pass over");
    assert.ok(side.pending);
    assert.equal(side.heard(answer("x"), polite), "take");
    assert.ok(!side.pending);
    assert.equal(side.heard(offer("y"), polite), "follow");
  });
}

interface Side {
  readonly name: string;
  readonly polite: boolean;
  rejoining: Rejoining;
  /** What is on its way to this side. */
  inbox: Negotiated[];
}

/** Two sides, of which each may be loaded again or hear its next message, in any order: where they end up. */
function run(order: readonly number[]): { left: Side; right: Side } {
  let begun = 0;
  const side = (name: string, polite: boolean): Side => ({ name, polite, rejoining: new Rejoining(), inbox: [] });
  const left = side("l", true);
  const right = side("r", false);
  const begin = (here: Side, there: Side): void => {
    const id = `${here.name}${(begun += 1)}`;
    here.rejoining.begin(id);
    there.inbox.push(offer(id));
  };
  const hear = (here: Side, there: Side): void => {
    const message = here.inbox.shift();
    if (!message) return;
    const verdict = here.rejoining.heard(message, here.polite);
    if (verdict === "begin") begin(here, there);
    if (verdict === "follow" || (verdict === "take" && message.type === "call-offer")) there.inbox.push(answer(here.rejoining.current));
  };
  const steps: (() => void)[] = [];
  for (const [here, there] of [[left, right], [right, left]] as const) {
    steps.push(() => hear(here, there));
    // what went to the page that is gone is lost
    steps.push(() => {
      here.inbox = [];
      here.rejoining = new Rejoining();
      begin(here, there);
    });
    steps.push(() => there.inbox.push(offer(here.rejoining.current)));
  }
  for (const step of order) steps[step]?.();
  for (let turn = 0; turn < 50 && left.inbox.length + right.inbox.length > 0; turn += 1) {
    hear(left, right);
    hear(right, left);
  }
  return { left, right };
}

test("whoever rejoins, and whatever is on its way, both end up in one connection that both have agreed on", () => {
  const steps = 6;
  const length = 6;
  for (let number = 0; number < steps ** length; number += 1) {
    const order = Array.from({ length }, (_, place) => Math.floor(number / steps ** place) % steps);
    const { left, right } = run(order);
    assert.equal(left.rejoining.current, right.rejoining.current, order.join(" "));
    assert.ok(!left.rejoining.pending && !right.rejoining.pending, order.join(" "));
  }
});
