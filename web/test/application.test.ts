import assert from "node:assert/strict";
import { test } from "node:test";
import { tell } from "../src/application.ts";

test("the application is told, with everything there is to tell", () => {
  const heard: unknown[] = [];
  tell((...values: [number, string]) => void heard.push(...values), 1, "two");
  assert.deepEqual(heard, [1, "two"]);
});

test("an application that does not listen is left alone", () => {
  tell(undefined, 1);
});

test("what the application throws surfaces as uncaught, later", (context) => {
  const own = new Error("the application's own");
  const { mock } = context.mock.method(globalThis, "queueMicrotask", (_task: () => void) => undefined);
  tell(() => {
    throw own;
  });
  const task = mock.calls[0]?.arguments[0];
  assert.ok(task);
  assert.throws(task, own);
});
