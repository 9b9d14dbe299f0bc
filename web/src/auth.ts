/** Gives the token of the application's user. `refresh`: the last one was refused, so give a newer one. */
export type GetToken = (options: { refresh: boolean }) => Promise<string> | string;

/** fetch() that says who is asking. */
export type FetchWithAuth = (url: string | URL, init?: RequestInit) => Promise<Response>;

/**
 * A fetch() that carries the token, and on a 401 renews it and asks once more; requests in parallel renew it together.
 * A body that can be sent only once (a stream) cannot be repeated. Rejects as fetch() and `getToken` do.
 * Source: RFC 6750 §2.1.
 */
export function createFetchWithAuth({ getToken }: { getToken: GetToken }): FetchWithAuth {
  let renewal: Promise<string> | undefined;

  async function renewed(refused: string): Promise<string> {
    const current = await getToken({ refresh: false });
    if (current !== refused) return current; // somebody else has renewed it meanwhile
    renewal ??= Promise.resolve(getToken({ refresh: true })).finally(() => (renewal = undefined));
    return renewal;
  }

  return async function fetchWithAuth(url, init = {}) {
    const token = await getToken({ refresh: false });
    const response = await fetch(url, withToken(init, token));
    if (response.status !== 401) return response;
    await response.body?.cancel();
    return fetch(url, withToken(init, await renewed(token)));
  };
}

function withToken(init: RequestInit, token: string): RequestInit {
  const headers = new Headers(init.headers);
  headers.set("Authorization", `Bearer ${token}`);
  return { ...init, headers };
}
