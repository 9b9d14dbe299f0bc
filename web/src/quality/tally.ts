import type { QualitySummary } from "../messages.gen.ts";
import type { Measure } from "./measure.ts";

/** So many seconds are kept; when there are more, every other one is dropped, and from then on not taken. */
const MOST = 512;

const FIGURES = ["mos", "roundTripMs", "jitterMs", "lossPercent", "concealedPercent", "bitrateKbps"] as const;
type Figure = (typeof FIGURES)[number];

/** The seconds of a call, in bounded memory. */
export class Tally {
  #kept: Measure[] = [];
  #every = 1;
  #count = 0;
  #worst = 5;

  add(now: Measure): void {
    this.#worst = Math.min(this.#worst, now.mos ?? 5);
    if (this.#count++ % this.#every === 0) this.#kept.push(now);
    if (this.#kept.length < MOST) return;
    this.#kept = this.#kept.filter((_, index) => index % 2 === 0);
    this.#every *= 2;
  }

  /** How many seconds are in memory. */
  get kept(): number {
    return this.#kept.length;
  }

  /** The figures of the call, or null when there was no sound to judge. */
  figures(): Pick<QualitySummary, Figure | "worstMos"> | null {
    const medians = FIGURES.map((figure) => [figure, this.#median(figure) ?? 0]);
    if (this.#median("mos") === undefined) return null;
    return { ...(Object.fromEntries(medians) as Record<Figure, number>), worstMos: this.#worst };
  }

  #median(figure: Figure): number | undefined {
    const values = this.#kept.map((each) => each[figure]).filter((value) => value !== null);
    return values.sort((a, b) => a - b)[values.length >> 1];
  }
}
