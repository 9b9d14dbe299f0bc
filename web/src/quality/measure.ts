import { meanOpinionScore } from "./e-model.ts";
import type { Sample } from "./sample.ts";

/** What happened between two samples; null where nothing can be said. */
export interface Measure {
  /** Mean opinion score of the speech by the E-model, 1 to 4.5; the worse of both directions. */
  readonly mos: number | null;
  readonly roundTripMs: number | null;
  readonly jitterMs: number | null;
  /** Packets that did not arrive, of what was sent to this side. */
  readonly lossPercent: number | null;
  /** The same of what this side sends, as the other one reports it. */
  readonly sentLossPercent: number | null;
  /** Sound that had to be made up, as its packets were lost or late. */
  readonly concealedPercent: number | null;
  /** What arrives, sound and picture together. */
  readonly bitrateKbps: number;
  readonly sentVideoKbps: number;
  /** What the link carries from here, as the engine estimates it; null in an engine that does not tell. */
  readonly availableKbps: number | null;
  /** Through a TURN server (true) or directly; null before there is a path. */
  readonly relayed: boolean | null;
  readonly freezes: number;
  /** Sound has come before, and none now. */
  readonly silent: boolean;
  /** Picture data came, and nothing could be made of it; or it stood still for a moment. */
  readonly frozen: boolean;
}

/** Compares two samples, `seconds` apart. After a change of connection the counters begin anew: that counts as nothing. */
export function measure(before: Sample, after: Sample, seconds: number): Measure {
  const more = (counter: { [K in keyof Sample]: Sample[K] extends number ? K : never }[keyof Sample]): number =>
    Math.max(0, after[counter] - before[counter]);
  const { jitterMs, roundTripMs, sentLossPercent, availableKbps, relayed } = after;
  const packets = more("packets");
  const lossPercent = percent(more("lost"), packets + more("lost"));
  const concealedPercent = percent(more("concealed"), more("samples"));
  const freezes = more("freezes");
  const lost = Math.max(lossPercent ?? 0, concealedPercent ?? 0, sentLossPercent ?? 0);
  const impairments = { roundTripMs: roundTripMs ?? 0, jitterMs: jitterMs ?? 0, lossPercent: lost };
  return {
    jitterMs,
    roundTripMs,
    sentLossPercent,
    availableKbps,
    relayed,
    lossPercent,
    concealedPercent,
    freezes,
    mos: after.heard > 0 ? meanOpinionScore(impairments) : null,
    bitrateKbps: (more("bytes") * 8) / 1_000 / seconds,
    sentVideoKbps: (more("videoBytesSent") * 8) / 1_000 / seconds,
    silent: before.heard > 0 && more("heard") === 0,
    frozen: freezes > 0 || (more("videoBytes") > 0 && before.frames > 0 && more("frames") === 0),
  };
}

function percent(part: number, whole: number): number | null {
  return whole > 0 ? Math.min(100, (100 * part) / whole) : null;
}
