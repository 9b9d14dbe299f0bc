import assert from "node:assert/strict";
import { test } from "node:test";
import { Negotiation } from "../../src/peer/negotiation.ts";
import type { NegotiationState } from "../../src/peer/negotiation-state.ts";
import cases from "./negotiation-cases.json";

/** One row of the table, which other implementations of the same decisions are to be held against too. */
interface Case {
  name: string;
  /** What differs from a fresh state. */
  state: Partial<NegotiationState>;
  /** The method that is called, and its arguments by name and in order. */
  call: string;
  with: Record<string, unknown>;
  /** What it returns; null for nothing. */
  decision: unknown;
  /** What differs from `state` afterwards. */
  after: Partial<NegotiationState>;
}

for (const { name, state, call, with: named, decision, after } of cases as Case[]) {
  test(name, () => {
    const negotiation = new Negotiation(state.polite ?? false, state);
    const before = { ...negotiation.state };
    const method = (negotiation as unknown as Record<string, (...values: unknown[]) => unknown>)[call];
    assert.ok(method, `there is no ${call}`);
    assert.deepEqual(method.apply(negotiation, Object.values(named)) ?? null, decision);
    assert.deepEqual(negotiation.state, { ...before, ...after });
  });
}

test("every method is in the table", () => {
  const methods = Object.getOwnPropertyNames(Negotiation.prototype).filter((name) => name !== "constructor");
  assert.deepEqual(new Set(methods), new Set((cases as Case[]).map(({ call }) => call)));
});

test("the cases have different names", () => {
  assert.equal(new Set((cases as Case[]).map(({ name }) => name)).size, cases.length);
});
