import type { Cancel } from "../clock.ts";
import type { Lifetime } from "../lifetime.ts";
import type { Heartbeat as Times } from "../messages.gen.ts";

/** How long the server may take to show that a new network has left the connection alive, in milliseconds. */
const PROBE_MS = 2_000;

/** How long it may take to answer what we say before we ask whether it is there. */
const ANSWER_MS = 3_000;

/** What it does. */
export interface HeartbeatOptions {
  readonly lifetime: Lifetime;
  readonly ping: () => void;
  /** Nothing was heard for too long. */
  readonly giveUp: () => void;
}

/** Notices that a connection is dead though nobody has closed it: asks when nothing is heard, and then gives up. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #times: Times | undefined;
  #inCall = false;
  #answerDue = false;
  /** By when a question that is out has to be answered. */
  #deadline = Infinity;
  #cancel: Cancel = () => undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** A connection is open, and beats as the server says; not at all with a server that says nothing. */
  start(times: Times | undefined): void {
    this.#times = times;
    this.heard();
  }

  stop(): void {
    this.start(undefined);
  }

  /** Beats faster while a call is under way. */
  follow(inCall: boolean): void {
    if (inCall === this.#inCall) return;
    this.#inCall = inCall;
    this.heard();
  }

  /** Something came: the server is there. */
  heard(): void {
    this.#cancel();
    this.#answerDue = false;
    this.#deadline = Infinity;
    if (!this.#times) return;
    const { intervalMs, timeoutMs, inCallIntervalMs, inCallTimeoutMs } = this.#times;
    const [interval, timeout] = this.#inCall ? [inCallIntervalMs, inCallTimeoutMs] : [intervalMs, timeoutMs];
    this.#cancel = this.#options.lifetime.after(interval, () => this.#ask(timeout - interval));
  }

  /** Something was said that is answered at once. Puts off no deadline. */
  said(): void {
    if (!this.#times || this.#answerDue) return;
    this.#answerDue = true;
    if (this.#deadline <= this.#options.lifetime.now() + ANSWER_MS + PROBE_MS) return;
    this.#cancel();
    this.#cancel = this.#options.lifetime.after(ANSWER_MS, () => this.probe());
  }

  /** Asks at once. */
  probe(): void {
    if (this.#times) this.#ask(PROBE_MS);
  }

  /** The time to answer counts from the question: a page that was frozen has not looked at what came meanwhile. */
  #ask(patience: number): void {
    const { lifetime, giveUp, ping } = this.#options;
    this.#cancel();
    this.#deadline = Math.min(this.#deadline, lifetime.now() + patience);
    this.#cancel = lifetime.after(this.#deadline - lifetime.now(), giveUp);
    ping();
  }
}
