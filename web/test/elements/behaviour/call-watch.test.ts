import assert from "node:assert/strict";
import { test } from "node:test";
import { CallWatch } from "../../../src/elements/behaviour/call-watch.ts";
import { callWith, snapshotWith } from "../call-double.ts";

function watch(): { told: string[]; calls: CallWatch } {
  const told: string[] = [];
  const calls = new CallWatch({
    begun: ({ snapshot }) => told.push(`begun ${snapshot.phase}`),
    changed: ({ snapshot }, before) => told.push(`${before?.phase ?? "nothing"} to ${snapshot.phase}`),
    ended: ({ snapshot }) => told.push(`ended ${snapshot.reason}`),
  });
  return { told, calls };
}

test("a call is told once from its beginning to its end", () => {
  const { told, calls } = watch();
  const call = callWith({ phase: "dialling" });
  calls.see([call]);
  calls.see([call]);
  call.snapshot = snapshotWith({ phase: "connected" });
  calls.see([call]);
  call.snapshot = snapshotWith({ phase: "ended", reason: "completed" });
  calls.see([call]);
  calls.see([call]);
  calls.see([]);
  assert.deepEqual(told, ["begun dialling", "nothing to dialling", "dialling to connected", "ended completed"]);
});

test("an end that was there before is not told", () => {
  const { told, calls } = watch();
  calls.see([callWith({ phase: "ended", reason: "lost" })]);
  assert.deepEqual(told, []);
});
