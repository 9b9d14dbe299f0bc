import type { Cancel, Clock } from "./clock.ts";

/**
 * Everything that has to end together with one connection: timers, listeners, and the promises of the engine,
 * which after `close()` never settle (W3C webrtc-pc §4.4.1.2, "chain an operation", step 5.3).
 */
export class Lifetime {
  readonly #clock: Clock;
  readonly #atEnd = new Set<() => void>();
  readonly #controller = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Aborted at the end: for addEventListener() and fetch(). */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get ended(): boolean {
    return this.signal.aborted;
  }

  now(): number {
    return this.#clock.now();
  }

  /** Runs `task` when the lifetime ends, unless it is taken back before. */
  atEnd(task: () => void): Cancel {
    this.#atEnd.add(task);
    return () => this.#atEnd.delete(task);
  }

  /** Runs `task` after `delay` milliseconds, unless the lifetime has ended by then. */
  after(delay: number, task: () => void): Cancel {
    const stop = this.#clock.after(delay, () => {
      forget();
      task();
    });
    const forget = this.atEnd(stop);
    return () => {
      forget();
      stop();
    };
  }

  /** Settles as `operation` does, but never after the end: then it rejects with `closedError()`, at once. */
  async until<T>(operation: Promise<T>): Promise<T> {
    if (this.ended) {
      operation.catch(() => undefined); // the engine refuses it too; told once is enough
      throw closedError();
    }
    let forget: Cancel = () => undefined;
    const end = new Promise<never>((_, reject) => {
      forget = this.atEnd(() => reject(closedError()));
    });
    try {
      const value = await Promise.race([operation, end]);
      if (this.ended) throw closedError();
      return value;
    } finally {
      forget();
    }
  }

  /** Waits `delay` milliseconds; rejects with `closedError()` as soon as the lifetime ends. */
  sleep(delay: number): Promise<void> {
    return this.until(new Promise((resolve) => this.after(delay, resolve)));
  }

  /** Ends it: cancels the timers, and runs what was registered with `atEnd`. Harmless when repeated. */
  end(): void {
    if (this.ended) return;
    this.#controller.abort();
    const tasks = [...this.#atEnd];
    this.#atEnd.clear();
    for (const task of tasks) task();
  }
}

/** What every call on a closed connection is refused with, as RTCPeerConnection itself does. */
export function closedError(): DOMException {
  return new DOMException("The connection is closed.", "InvalidStateError");
}
