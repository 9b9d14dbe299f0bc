import type { Measure } from "./measure.ts";
import type { Warning } from "./quality.ts";
import { Steady } from "./steady.ts";

/** When each warning is due, the gravest first. The thresholds are Twilio Voice's. */
const RULES: readonly (readonly [Warning, (now: Measure) => boolean])[] = [
  ["no_audio_received", ({ silent }) => silent],
  ["high_loss_received", ({ lossPercent }) => (lossPercent ?? 0) > 1],
  ["high_loss_sent", ({ sentLossPercent }) => (sentLossPercent ?? 0) > 1],
  ["high_round_trip", ({ roundTripMs }) => (roundTripMs ?? 0) > 400],
  ["high_jitter", ({ jitterMs }) => (jitterMs ?? 0) > 30],
  ["frozen_video", ({ frozen }) => frozen],
  ["low_mos", ({ mos }) => (mos ?? 5) < 3],
];

/** Raises a warning after three bad samples out of five, and clears it after five good ones. */
export class Warnings {
  readonly #rules = RULES.map(([warning, isDue]) => ({ warning, isDue, fine: new Steady(1) }));

  /** Those that stand after one more sample, the gravest first; one that is certain stands at once. */
  add(now: Measure, certain: Warning | null): Warning[] {
    const due = this.#rules.filter(({ isDue, fine }) => fine.add(isDue(now) ? 0 : 1) === 0);
    const warnings = due.map(({ warning }) => warning);
    return certain === null || warnings.includes(certain) ? warnings : [certain, ...warnings];
  }
}
