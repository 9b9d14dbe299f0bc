import type { CallClient, CallRecord, Snapshot } from "../index.ts";

/** As many as the server gives at once; a badge says "99+". */
const LIMIT = 100;

/** Reasons for which the other's attempt is over and this side has not taken it. */
const MISSED: ReadonlySet<string | null> = new Set(["no_answer", "cancelled", "unreachable"]);

type Listening = Pick<CallClient, "store" | "history">;
type Memory = Pick<Storage, "getItem" | "setItem">;

/** How many calls the user has missed since they looked: counted by the server's records, on every device alike. */
export class MissedCalls {
  readonly #client: Listening;
  readonly #onChange: () => void;
  readonly #memory: Memory;
  readonly #forget: () => void;
  #missed: readonly CallRecord[] = [];
  #known = "";

  /** Calls `onChange` when `count` may be another one. */
  constructor(client: Listening, onChange: () => void, memory: Memory = storage()) {
    this.#client = client;
    this.#onChange = onChange;
    this.#memory = memory;
    this.#forget = client.store.subscribe(() => this.#follow());
    this.#follow();
  }

  /** 100 at most. */
  get count(): number {
    const seen = this.#seenAt;
    return this.#missed.filter(({ placedAt }) => Date.parse(placedAt) > seen).length;
  }

  /** The user has seen all of them. */
  seen(): void {
    const [newest] = this.#missed;
    if (!newest || this.count === 0) return;
    try {
      this.#memory.setItem(this.#key, newest.placedAt);
    } catch {
      return; // a full or forbidden storage: they count again after a reload
    } finally {
      this.#missed = [];
      this.#onChange();
    }
  }

  close(): void {
    this.#forget();
  }

  get #key(): string {
    return `ringback.missed.${this.#client.store.getSnapshot().userId}`;
  }

  get #seenAt(): number {
    return Date.parse(this.#memory.getItem(this.#key) ?? "") || 0;
  }

  #follow(): void {
    const snapshot = this.#client.store.getSnapshot();
    const news = newsOf(snapshot);
    if (news === this.#known) return;
    this.#known = news;
    if (snapshot.connection === "open") void this.#ask();
  }

  async #ask(): Promise<void> {
    try {
      this.#missed = (await this.#client.history({ missed: true, limit: LIMIT })).calls;
      this.#onChange();
    } catch {
      return; // asked again with the next connection or call
    }
  }
}

/** Browsers that keep no data for a site throw. Source: HTML, the localStorage getter. */
function storage(): Memory {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined };
  }
}

/** Another one whenever the server may know of another missed call. */
function newsOf({ connection, userId, calls }: Snapshot): string {
  const missed = calls.filter(({ direction, reason }) => direction === "incoming" && MISSED.has(reason));
  return [connection === "open", userId, ...missed.map(({ callId }) => callId)].join();
}
