import type { CallHistory, CallRecord } from "../index.ts";
import { dayOf } from "./calendar.ts";

/** The calls of one day, the newest first. */
export interface HistoryDay {
  readonly title: string;
  readonly calls: readonly CallRecord[];
}

/** What has been fetched of the history so far. */
export interface FetchedHistory {
  readonly calls: readonly CallRecord[];
  /** Asks for the page after it; null when there is none. */
  readonly nextCursor: string | null;
}

/** With the page that comes after it. */
export function withOlder(fetched: FetchedHistory, page: CallHistory): FetchedHistory {
  return { calls: merged(fetched.calls, page.calls), nextCursor: page.nextCursor };
}

/** With the first page, fetched again: what was fetched before stays if the two meet, else there would be a gap. */
export function withNewest(fetched: FetchedHistory, page: CallHistory): FetchedHistory {
  const known = new Set(fetched.calls.map(({ callId }) => callId));
  const meets = page.calls.some(({ callId }) => known.has(callId));
  return meets ? { calls: merged(fetched.calls, page.calls), nextCursor: fetched.nextCursor } : page;
}

/** By the days of this machine's time zone. */
export function byDay(calls: readonly CallRecord[], now: Date, language: string): HistoryDay[] {
  const days: { title: string; calls: CallRecord[] }[] = [];
  for (const call of calls) {
    const title = dayOf(new Date(call.placedAt), now, language);
    const day = days.at(-1);
    if (day?.title === title) day.calls.push(call);
    else days.push({ title, calls: [call] });
  }
  return days;
}

/** Which row of the words table says what became of a call. */
export function outcomeOf({ state, reason, missed, connectedAt, direction }: CallRecord): string {
  if (missed) return "missed";
  if (state !== "ended") return state === "ringing" ? "ringing" : "under_way";
  if (connectedAt !== null && reason === "completed") return direction;
  const own = direction === "incoming" && (reason === "declined" || reason === "busy");
  return own ? `${reason}_incoming` : (reason ?? direction);
}

function merged(earlier: readonly CallRecord[], later: readonly CallRecord[]): CallRecord[] {
  const byId = new Map([...earlier, ...later].map((call) => [call.callId, call]));
  return [...byId.values()].sort((one, other) => Date.parse(other.placedAt) - Date.parse(one.placedAt));
}
