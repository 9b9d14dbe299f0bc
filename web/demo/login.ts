import type { GetToken } from "../src/index.ts";

const KEY = "ringback-demo-name";

/** The server does not take this name; the message says why. */
export class NameRefused extends Error {
  override readonly name = "NameRefused";
}

/** The name chosen in this tab: each tab can be somebody else. */
export function rememberedName(): string | null {
  return sessionStorage.getItem(KEY);
}

export function rememberName(name: string | null): void {
  if (name === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, name);
}

/** Logs in under a name. Rejects with NameRefused, or as fetch() does when the server cannot be reached. */
export async function logIn(name: string): Promise<string> {
  const response = await fetch("demo/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name }),
  });
  if (response.ok) return ((await response.json()) as { token: string }).token;
  if (response.status !== 422) throw new TypeError(`The login answered with HTTP status ${response.status}.`);
  throw new NameRefused(((await response.json()) as { message: string }).message);
}

/** Gives the token of the first login, and logs in again for a newer one. */
export function tokenSource(name: string, first: string): GetToken {
  let token = first;
  return async ({ refresh }) => {
    if (refresh) token = await logIn(name);
    return token;
  };
}
