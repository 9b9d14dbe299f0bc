import assert from "node:assert/strict";
import { test } from "node:test";
import { createFetchWithAuth } from "../src/auth.ts";
import { answerFetch } from "./fetch-double.ts";

const unauthorized = (): Response => new Response("no", { status: 401 });

/** A token that can be renewed: "token1", "token2" … */
class Tokens {
  #number = 1;
  renewals = 0;

  readonly getToken = async ({ refresh }: { refresh: boolean }): Promise<string> => {
    await Promise.resolve();
    if (refresh) {
      this.renewals += 1;
      this.#number += 1;
    }
    return `token${this.#number}`;
  };
}

test("the token is carried, beside the caller's own headers", async (context) => {
  const seen = answerFetch(context, () => new Response("yes"));
  const fetchWithAuth = createFetchWithAuth({ getToken: () => "token" });
  const response = await fetchWithAuth("https://calls.example/x", { method: "POST", headers: { "X-Own": "1" } });
  assert.equal(await response.text(), "yes");
  assert.equal(seen[0]?.authorization, "Bearer token");
  assert.equal(new Headers(seen[0]?.init.headers).get("X-Own"), "1");
  assert.equal(seen[0]?.init.method, "POST");
});

test("a refused token is renewed, and the request repeated", async (context) => {
  const tokens = new Tokens();
  const seen = answerFetch(context, ({ authorization }) =>
    authorization === "Bearer token2" ? new Response("yes") : unauthorized(),
  );
  const response = await createFetchWithAuth(tokens)("https://calls.example/x");
  assert.equal(response.status, 200);
  assert.deepEqual(
    seen.map(({ authorization }) => authorization),
    ["Bearer token1", "Bearer token2"],
  );
});

test("a request is repeated once and no more", async (context) => {
  const tokens = new Tokens();
  const seen = answerFetch(context, unauthorized);
  const response = await createFetchWithAuth(tokens)("https://calls.example/x");
  assert.equal(response.status, 401);
  assert.equal(seen.length, 2);
  assert.equal(tokens.renewals, 1);
});

test("other refusals are passed on as they are", async (context) => {
  const tokens = new Tokens();
  answerFetch(context, () => new Response("", { status: 403 }));
  assert.equal((await createFetchWithAuth(tokens)("https://calls.example/x")).status, 403);
  assert.equal(tokens.renewals, 0);
});

test("requests in parallel renew the token together", async (context) => {
  const tokens = new Tokens();
  answerFetch(context, ({ authorization }) =>
    authorization === "Bearer token2" ? new Response("yes") : unauthorized(),
  );
  const fetchWithAuth = createFetchWithAuth(tokens);
  const responses = await Promise.all(["a", "b", "c"].map((path) => fetchWithAuth(`https://calls.example/${path}`)));
  assert.deepEqual(
    responses.map(({ status }) => status),
    [200, 200, 200],
  );
  assert.equal(tokens.renewals, 1);
});

test("a token that somebody renewed meanwhile is used without renewing it again", async (context) => {
  const tokens = new Tokens();
  answerFetch(context, async ({ authorization }) => {
    if (authorization === "Bearer token2") return new Response("yes");
    await tokens.getToken({ refresh: true });
    return unauthorized();
  });
  assert.equal((await createFetchWithAuth(tokens)("https://calls.example/x")).status, 200);
  assert.equal(tokens.renewals, 1);
});

test("a renewal that fails is tried anew by the next request", async (context) => {
  answerFetch(context, ({ authorization }) => (authorization === "Bearer new" ? new Response("yes") : unauthorized()));
  let failures = 1;
  const getToken = async ({ refresh }: { refresh: boolean }): Promise<string> => {
    if (refresh && failures-- > 0) throw new Error("login needed");
    return refresh ? "new" : "old";
  };
  const fetchWithAuth = createFetchWithAuth({ getToken });
  await assert.rejects(fetchWithAuth("https://calls.example/x"), { message: "login needed" });
  assert.equal((await fetchWithAuth("https://calls.example/x")).status, 200);
});
