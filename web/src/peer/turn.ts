import type { FetchWithAuth } from "../auth.ts";
import type { TurnCredentials } from "../messages.gen.ts";

/** Gives TURN credentials for the user who is logged in. */
export interface TurnApi {
  getCredentials(): Promise<TurnCredentials>;
}

/** How long the server may take, in milliseconds: a call must not wait for ever for what it can do without. */
const PATIENCE_MS = 5_000;

/** Why there are no TURN credentials. */
export type TurnUnavailableReason = "turn_not_configured" | "unauthorized" | "network" | "refused" | "invalid_answer";

/** There are no TURN credentials; `reason`, which is the message too, says why. Without, calls through strict networks fail. */
export class TurnUnavailableError extends Error {
  override readonly name = "TurnUnavailableError";

  constructor(
    readonly reason: TurnUnavailableReason,
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }
}

/**
 * The credentials of `GET /turn/credentials` below `baseUrl`, where ringback is mounted. `getCredentials()` rejects
 * with a TurnUnavailableError, and with nothing else.
 */
export function createTurnApi(options: { fetchWithAuth: FetchWithAuth; baseUrl: string }): TurnApi {
  const url = `${options.baseUrl.replace(/\/+$/, "")}/turn/credentials`;
  return {
    async getCredentials() {
      const response = await ask(options.fetchWithAuth, url);
      if (!response.ok) throw await refusal(response);
      const body: unknown = await response.json().catch(() => undefined);
      if (isCredentials(body)) return body;
      throw new TurnUnavailableError("invalid_answer");
    },
  };
}

async function ask(fetchWithAuth: FetchWithAuth, url: string): Promise<Response> {
  try {
    return await fetchWithAuth(url, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (cause) {
    throw new TurnUnavailableError("network", { cause });
  }
}

async function refusal(response: Response): Promise<TurnUnavailableError> {
  const body = (await response.json().catch(() => undefined)) as { error?: unknown } | null | undefined;
  if (body?.error === "turn_not_configured") return new TurnUnavailableError("turn_not_configured");
  return new TurnUnavailableError(response.status === 401 ? "unauthorized" : "refused", { cause: response.status });
}

function isCredentials(body: unknown): body is TurnCredentials {
  if (typeof body !== "object" || body === null) return false;
  const { username, password, ttl, uris } = body as Record<keyof TurnCredentials, unknown>;
  if (typeof username !== "string" || typeof password !== "string" || typeof ttl !== "number") return false;
  return Array.isArray(uris) && uris.every((uri) => typeof uri === "string" && /^(stun|turn)s?:[^/]/i.test(uri));
}
