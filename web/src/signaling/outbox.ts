import { callOver } from "./calls-under-way.ts";
import type { Lifetime } from "../lifetime.ts";
import type { CallError, ClientMessage, ServerMessage } from "../messages.gen.ts";

/** How many messages are kept. */
export const OUTBOX_SIZE = 256;

/** Refusals that will pass: nothing was done with the message, and nothing is wrong with it. */
const PASSING: ReadonlySet<string> = new Set(["internal_error", "rate_limited", "store_unavailable"]);
const RETRIES = 5;
const RETRY_MS = 1_000;

/** What carries messages to the server. */
export interface Carrier {
  /** Whether the server answers what is sent. */
  readonly inSession: boolean;
  /** Whether the message went out. */
  send(message: ClientMessage): boolean;
}

interface Kept {
  readonly message: ClientMessage;
  retries: number;
}

/**
 * Messages that the server has not answered, in order, each with the command id that it is answered by. When it is full
 * the oldest candidate is lost, or else the oldest message: a call finds its path with fewer candidates, but not without
 * its offer.
 */
export class Outbox {
  readonly #carrier: Carrier;
  readonly #lifetime: Lifetime;
  readonly #prefix: string;
  readonly #kept = new Map<string, Kept>();
  #count = 0;

  /** `prefix` makes command ids that no other client has. */
  constructor(carrier: Carrier, lifetime: Lifetime, prefix: string) {
    this.#carrier = carrier;
    this.#lifetime = lifetime;
    this.#prefix = prefix;
  }

  /** The calls whose offer is kept. */
  get offered(): ReadonlySet<string> {
    return new Set([...this.#kept.values()].flatMap(({ message }) => (message.type === "call-offer" ? message.callId : [])));
  }

  /** Sends `message` now, if that is possible, and keeps it until it is answered. */
  send(message: ClientMessage): void {
    const commandId = ("commandId" in message && message.commandId) || `${this.#prefix}-${(this.#count += 1)}`;
    this.follow(message);
    this.#kept.set(commandId, { message, retries: 0 });
    if (this.#kept.size > OUTBOX_SIZE) this.#kept.delete(this.#dispensable());
    this.#transmit(commandId);
  }

  /** There is a new connection: everything that is kept goes out again. */
  sendAgain(): void {
    for (const commandId of [...this.#kept.keys()]) this.#transmit(commandId);
  }

  /**
   * Whether an error is dealt with by sending the message once more, later. An offer is not: what has followed it could
   * not be taken, so that the call has to begin anew.
   */
  retries({ commandId, error, retryInMs }: CallError): boolean {
    const kept = this.#kept.get(commandId ?? "");
    if (!commandId || !kept || kept.message.type === "call-offer") return false;
    if (!PASSING.has(error) || kept.retries >= RETRIES) return false;
    kept.retries += 1;
    this.#lifetime.after(retryInMs ?? RETRY_MS, () => this.#transmit(commandId));
    return true;
  }

  /** Follows a message, sent or received: the candidates of a call that is over are of no use. */
  follow(message: ClientMessage | ServerMessage): void {
    if (message.type === "done" || message.type === "call-error") this.#kept.delete(message.commandId ?? "");
    const over = callOver(message);
    if (over === undefined) return;
    for (const [commandId, { message: kept }] of this.#kept) {
      if (kept.type === "call-ice-candidate" && kept.callId === over) this.#kept.delete(commandId);
    }
  }

  /** What is not going to be answered is kept only until it has gone out. */
  #transmit(commandId: string): void {
    const message = this.#kept.get(commandId)?.message;
    if (message === undefined) return;
    const answered = this.#carrier.inSession && message.type.startsWith("call-");
    const sent = this.#carrier.send(answered ? ({ ...message, commandId } as ClientMessage) : message);
    if (sent && !answered) this.#kept.delete(commandId);
  }

  #dispensable(): string {
    const [oldest = ""] = this.#kept.keys();
    const candidate = [...this.#kept].find(([, { message }]) => message.type === "call-ice-candidate");
    return candidate?.[0] ?? oldest;
  }
}
