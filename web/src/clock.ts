/** Takes back what was asked for; harmless when it has already happened. */
export type Cancel = () => void;

/** Time as an input, so that everything that waits can be tested without waiting. All times in milliseconds. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** Runs `task` once, `delay` milliseconds from now. */
  after(delay: number, task: () => void): Cancel;
}

/** setTimeout holds its delay in 32 bits; a longer one would fire at once. Source: HTML, timer initialization steps. */
const LONGEST_DELAY = 2 ** 31 - 1;

/** The browser's clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delay, task) {
    const timer = setTimeout(task, Math.min(delay, LONGEST_DELAY));
    return () => clearTimeout(timer);
  },
};
