import type { Call, Quality } from "../index.ts";

/** Four values over time, each null where nothing is known; times in seconds since the first of them. */
export interface QualitySeries {
  readonly times: number[];
  readonly roundTripMs: (number | null)[];
  readonly lossPercent: (number | null)[];
  readonly jitterMs: (number | null)[];
  readonly bitrateKbps: (number | null)[];
}

/** Two hours of a call; what is older goes. */
const MOST = 7_200;

/** What the quality of a call has been, second by second, for as long as somebody asks. */
export class QualityHistory {
  readonly #of = new WeakMap<Call, { readonly series: QualitySeries; readonly begin: number; last: Quality }>();

  /** Takes in what the call says now, at `now` in milliseconds. The same twice counts once. */
  add(call: Call, now: number): void {
    const { quality } = call.snapshot;
    if (!quality) return;
    const known = this.#of.get(call);
    if (known?.last === quality) return;
    const record = known ?? { series: empty(), begin: now, last: quality };
    record.last = quality;
    this.#of.set(call, record);
    push(record.series, quality, (now - record.begin) / 1_000);
  }

  series(call: Call): QualitySeries {
    return this.#of.get(call)?.series ?? empty();
  }
}

function empty(): QualitySeries {
  return { times: [], roundTripMs: [], lossPercent: [], jitterMs: [], bitrateKbps: [] };
}

function push(series: QualitySeries, quality: Quality, time: number): void {
  series.times.push(time);
  series.roundTripMs.push(quality.roundTripMs);
  series.lossPercent.push(quality.lossPercent);
  series.jitterMs.push(quality.jitterMs);
  series.bitrateKbps.push(quality.bitrateKbps);
  if (series.times.length <= MOST) return;
  for (const values of Object.values(series)) values.shift();
}

/** One for the page: a graph that is opened late shows the call from its beginning all the same. */
export const qualityHistory = new QualityHistory();
