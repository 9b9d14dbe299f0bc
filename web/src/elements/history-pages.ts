import type { ReactiveController, ReactiveControllerHost } from "lit";
import { CallError, type CallClient, type HistoryQuery, type Snapshot } from "../index.ts";
import { withNewest, withOlder, type FetchedHistory } from "./history-rows.ts";

const PAGE = 20;
const NOTHING: FetchedHistory = { calls: [], nextCursor: null };

/** Where the fetching stands: it works, it is done, or the code of what went wrong. */
export type Fetching = "busy" | "done" | { readonly failed: string };

type Served = Pick<CallClient, "history">;

/** Fetches the history page by page, and its first page again whenever something has happened. */
export class HistoryPages implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #client: Served | undefined;
  #missed = false;
  #userId: string | null = null;
  #news = "";
  /** Answers to questions asked before are not taken. */
  #turn = 0;
  fetched = NOTHING;
  state: Fetching = "busy";

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#client = undefined;
    this.#turn += 1;
  }

  /** What to show from now on: asks when it is another client or filter, or the store tells of something new. */
  follow(client: Served | undefined, snapshot: Snapshot | null, missed: boolean): void {
    const userId = snapshot?.userId ?? null;
    const another = userId !== null && this.#userId !== null && userId !== this.#userId;
    const anew = another || client !== this.#client || missed !== this.#missed;
    const news = newsOf(snapshot);
    if (snapshot?.connection !== "open") this.#news = ""; // what happened meanwhile is not in the store
    if (!client || snapshot?.connection !== "open" || (!anew && news === this.#news)) return;
    this.#client = client;
    this.#missed = missed;
    this.#userId = userId;
    this.#news = news;
    if (anew) this.fetched = NOTHING;
    void this.newest();
  }

  /** The first page, again. */
  async newest(): Promise<void> {
    await this.#fetch({}, withNewest);
  }

  /** The page after the last. */
  async older(): Promise<void> {
    const { nextCursor } = this.fetched;
    if (nextCursor !== null) await this.#fetch({ cursor: nextCursor }, withOlder);
  }

  async #fetch(query: HistoryQuery, join: typeof withOlder): Promise<void> {
    const turn = (this.#turn += 1);
    this.#becomes("busy");
    try {
      const page = await this.#client?.history({ limit: PAGE, ...(this.#missed && { missed: true }), ...query });
      if (turn !== this.#turn || !page) return;
      this.fetched = join(this.fetched, page);
      this.#becomes("done");
    } catch (error) {
      if (turn === this.#turn) this.#becomes({ failed: error instanceof CallError ? error.code : "connection_lost" });
    }
  }

  #becomes(state: Fetching): void {
    this.state = state;
    this.#host.requestUpdate();
  }
}

/** Another one when a call has ended: then the server has the last word about it. */
function newsOf(snapshot: Snapshot | null): string {
  const ended = (snapshot?.calls ?? []).filter(({ phase }) => phase === "ended");
  return [snapshot?.userId, ...ended.map(({ callId }) => callId)].join();
}
