import type { TestContext } from "node:test";

/** One request as the server saw it. */
export interface Seen {
  readonly url: string;
  readonly authorization: string | null;
  readonly init: RequestInit;
}

/** Puts `answer` in the place of fetch() for one test; returns what was asked. */
export function answerFetch(context: TestContext, answer: (seen: Seen) => Response | Promise<Response>): Seen[] {
  const seen: Seen[] = [];
  context.mock.method(globalThis, "fetch", async (url: string | URL, init: RequestInit = {}) => {
    const request = { url: String(url), authorization: new Headers(init.headers).get("Authorization"), init };
    seen.push(request);
    return answer(request);
  });
  return seen;
}
