/** So many samples are looked back on; a fall has to be in three of them, a rise in all. */
const LAST = 5;
const FALL = 3;

/** A figure in steps, the smaller the worse, that does not flicker: it falls after 3 samples out of 5, rises after 5. */
export class Steady {
  #shown: number;
  readonly #last: number[];

  /** Begins with the best there is. */
  constructor(best: number) {
    this.#shown = best;
    this.#last = Array<number>(LAST).fill(best);
  }

  /** Takes the next sample, and returns what to show. */
  add(sample: number): number {
    this.#last.push(sample);
    this.#last.shift();
    const sorted = [...this.#last].sort((a, b) => a - b);
    this.#shown = Math.max(sorted[0]!, Math.min(sorted[FALL - 1]!, this.#shown));
    return this.#shown;
  }
}
