import type { Cancel, Clock } from "../src/clock.ts";

/** Lets everything that is ready run: one turn of the event loop, with all its microtasks. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Time that passes only when a test says so. */
export class VirtualClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ at: number; task: () => void }>();

  /** How many timers are running. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#now;
  }

  after(delay: number, task: () => void): Cancel {
    const timer = { at: this.#now + delay, task };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets so many milliseconds pass, each timer at its moment, and everything settle in between. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#now = next.at;
      this.#timers.delete(next);
      next.task();
      await settle();
    }
    this.#now = end;
  }

  /** So many milliseconds pass in which nothing runs; what was due meanwhile runs afterwards, once. */
  async freeze(milliseconds: number): Promise<void> {
    this.#now += milliseconds;
    for (const timer of [...this.#timers].filter(({ at }) => at <= this.#now)) {
      this.#timers.delete(timer);
      timer.task();
    }
    await settle();
  }

  #next(end: number): { at: number; task: () => void } | undefined {
    const due = [...this.#timers].filter(({ at }) => at <= end);
    return due.sort((a, b) => a.at - b.at)[0];
  }
}
