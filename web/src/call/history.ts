import { CallError, type CallErrorCode } from "./call-error.ts";
import type { FetchWithAuth } from "../auth.ts";
import type { CallHistory, Refusal } from "../messages.gen.ts";

/** Which calls of the history; without a word, the latest. */
export interface HistoryQuery {
  /** How many at most: 50 by default, 100 at most. */
  readonly limit?: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string;
  /** Only calls placed then or later, as ISO 8601. */
  readonly since?: string;
  /** Only calls that the user has missed. */
  readonly missed?: boolean;
}

/** The answer of `GET /calls` below `baseUrl`. Rejects with a CallError, and as fetch() does. */
export async function fetchHistory(
  fetchWithAuth: FetchWithAuth,
  baseUrl: string,
  query: HistoryQuery,
): Promise<CallHistory> {
  const parameters = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  const response = await fetchWithAuth(`${baseUrl}/calls?${parameters}`);
  const body: unknown = await response.json();
  if (!response.ok) throw new CallError((body as Refusal).error as CallErrorCode);
  return body as CallHistory;
}
