import { qualityHistory } from "../src/elements/quality-history.ts";
import type { RingbackElement } from "../src/elements/index.ts";
import type { Level } from "../src/index.ts";
import type { FakeClient } from "./fake-client.ts";
import { callWith, qualityOf } from "./snapshots.ts";
import { statesOf, type State } from "./state.ts";

const MINUTES = 5;

function scene(level: Level): State["scene"] {
  return { snapshot: { calls: [callWith({ quality: qualityOf(level) })] } };
}

/** As if it had been open for some minutes of the call, with a bad one among them. */
function pastMinutes(element: RingbackElement): void {
  const [call] = element.client?.calls ?? [];
  if (!call) return;
  const client = element.client as unknown as FakeClient;
  for (let second = 0; second < MINUTES * 60; second++) {
    client.change(call.callId, { quality: qualityOf(second > 130 && second < 170 ? 2 : 4, second) });
    qualityHistory.add(call, second * 1_000);
  }
  element.toggleAttribute("open", true);
}

/** How good a call is. */
export const quality: readonly State[] = statesOf("ringback-quality", "inline", {
  good: { title: "Good", scene: scene(4) },
  fair: { title: "Fair", scene: scene(3) },
  poor: { title: "Poor", scene: scene(2) },
  "very-bad": { title: "Very bad", scene: scene(1) },
  graphs: { title: "The graphs of a call", scene: scene(4), set: pastMinutes },
});
