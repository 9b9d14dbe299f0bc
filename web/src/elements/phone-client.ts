import { CallClient, type GetToken } from "../index.ts";

/** What a phone makes its client from. */
export interface PhoneConfig {
  /** Where ringback is mounted, as the page sees it. */
  readonly server: string;
  readonly tokenUrl: string | null;
  readonly getToken: GetToken | undefined;
  readonly callWaiting: boolean;
  /** Whether to be told of everybody who is online. */
  readonly presence: boolean;
}

/**
 * A client for one page. Without a token of the application it says "session": the server then goes by the cookies that
 * come along. Where the browser trusts the page, the connection need not be encrypted either.
 */
export function phoneClient({ server, tokenUrl, getToken, callWaiting, presence }: PhoneConfig): CallClient {
  const fetched = tokenUrl === null ? undefined : () => fetchToken(tokenUrl);
  return new CallClient({
    url: new URL(server, document.baseURI).href,
    getToken: getToken ?? fetched ?? (() => "session"),
    callWaiting,
    presence,
    allowInsecure: isSecureContext,
  });
}

/** The token of the user who is signed in, as text, as a JSON string, or as `{ "token": … }`. Rejects as fetch() does. */
export async function fetchToken(url: string): Promise<string> {
  const response = await fetch(url, { credentials: "same-origin", cache: "no-store" });
  if (!response.ok) throw new TypeError(`${url} answered with HTTP status ${response.status}.`);
  return tokenIn(await response.text());
}

export function tokenIn(answer: string): string {
  const text = answer.trim();
  if (!/^["{]/.test(text)) return text;
  const value = JSON.parse(text) as string | { readonly token: string };
  return typeof value === "string" ? value : value.token;
}
