import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { createFetchWithAuth } from "../../src/auth.ts";
import { createTurnApi, TurnUnavailableError, type TurnApi } from "../../src/peer/turn.ts";
import { answerFetch, type Seen } from "../fetch-double.ts";

const credentials = {
  username: "1:ann",
  password: "secret",
  ttl: 60,
  uris: ["turn:turn.example", "stuns:turn.example"],
};

function api(context: TestContext, answer: () => Response | Promise<Response>): { turnApi: TurnApi; seen: Seen[] } {
  const seen = answerFetch(context, answer);
  const fetchWithAuth = createFetchWithAuth({ getToken: () => "token" });
  return { turnApi: createTurnApi({ fetchWithAuth, baseUrl: "https://calls.example/mounted/" }), seen };
}

test("the credentials come from below the mount point, with the token, and in bounded time", async (context) => {
  const { turnApi, seen } = api(context, () => Response.json(credentials));
  assert.deepEqual(await turnApi.getCredentials(), credentials);
  assert.equal(seen[0]?.url, "https://calls.example/mounted/turn/credentials");
  assert.equal(seen[0]?.authorization, "Bearer token");
  assert.ok(seen[0]?.init.signal);
});

for (const [reason, what, answer] of [
  ["turn_not_configured", "503 with its code", () => Response.json({ error: "turn_not_configured" }, { status: 503 })],
  ["refused", "another 503", () => new Response("down for repairs", { status: 503 })],
  ["refused", "an error of the server", () => Response.json(null, { status: 500 })],
  ["unauthorized", "a refused token", () => Response.json({ error: "token_invalid" }, { status: 401 })],
  ["network", "no network", () => Promise.reject(new TypeError("Failed to fetch"))],
  ["invalid_answer", "an answer that is not JSON", () => new Response("<html>")],
  ["invalid_answer", "an answer that is null", () => Response.json(null)],
  ["invalid_answer", "a missing password", () => Response.json({ ...credentials, password: undefined })],
  ["invalid_answer", "a time to live that is no number", () => Response.json({ ...credentials, ttl: "60" })],
  ["invalid_answer", "URIs that are no list", () => Response.json({ ...credentials, uris: "turn:turn.example" })],
  [
    "invalid_answer",
    "a URI of another scheme",
    () => Response.json({ ...credentials, uris: ["https://turn.example"] }),
  ],
  ["invalid_answer", "a URI with slashes", () => Response.json({ ...credentials, uris: ["turn://turn.example"] })],
] as [string, string, () => Response][]) {
  test(`${what} is ${reason}`, async (context) => {
    const { turnApi } = api(context, answer);
    await assert.rejects(turnApi.getCredentials(), (error) => {
      assert.ok(error instanceof TurnUnavailableError);
      assert.equal(error.reason, reason);
      return true;
    });
  });
}

test("what the network said is kept as the cause", async (context) => {
  const failure = new TypeError("Failed to fetch");
  const { turnApi } = api(context, () => Promise.reject(failure));
  await assert.rejects(turnApi.getCredentials(), { cause: failure });
});
