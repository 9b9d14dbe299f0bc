import { isLive, type CallSnapshot } from "./state.ts";
import { keepForReload, takeAfterReload } from "../tab-storage.ts";

const KEY = "ringback-calls";

/** What a page that is loaded again cannot learn from the server: what the user had chosen in a call. */
export type Remembered = Pick<CallSnapshot, "withVideo" | "connectedAt" | "own">;

/**
 * Keeps it from the moment the page goes until the next one has begun. Moments are kept in Unix time, as every page counts
 * from its own beginning.
 */
export class ReloadMemory {
  readonly #found: Readonly<Record<string, Remembered>>;

  constructor(signal: AbortSignal, calls: () => readonly CallSnapshot[]) {
    this.#found = take();
    globalThis.addEventListener?.("pagehide", () => keep(calls().filter(isLive)), { signal });
  }

  /** What is remembered of a call. */
  get(callId: string): Remembered | undefined {
    return this.#found[callId];
  }
}

function keep(calls: readonly CallSnapshot[]): void {
  const entries = calls.map(({ callId, withVideo, connectedAt, own }) => [
    callId,
    { withVideo, connectedAt: connectedAt && performance.timeOrigin + connectedAt, own: { ...own, screen: null } },
  ]);
  keepForReload(KEY, JSON.stringify(Object.fromEntries(entries)));
}

function take(): Readonly<Record<string, Remembered>> {
  const found = JSON.parse(takeAfterReload(KEY) ?? "{}") as Record<string, Remembered>;
  const counted = Object.entries(found).map(([callId, { connectedAt, ...rest }]) => [
    callId,
    { ...rest, connectedAt: connectedAt && connectedAt - performance.timeOrigin },
  ]);
  return Object.fromEntries(counted) as Record<string, Remembered>;
}
