import assert from "node:assert/strict";
import { test } from "node:test";
import { iceCandidateError } from "../../src/peer/ice-candidate-errors.ts";

const url = "turn:turn.example:3478?transport=udp";

for (const [errorCode, code] of [
  [401, "turn_credentials_refused"],
  [403, "turn_credentials_refused"],
  [438, "turn_credentials_refused"],
  [441, "turn_credentials_refused"],
  [486, "turn_quota_reached"],
  [701, "ice_server_unreachable"],
  [300, "ice_server_error"],
  [508, "ice_server_error"],
] as const) {
  test(`${errorCode} is ${code}`, () => {
    const error = iceCandidateError({ errorCode, errorText: "as the server says", url });
    assert.equal(error.code, code);
    assert.equal(error.errorCode, errorCode);
    assert.equal(error.url, url);
    assert.equal(error.reason, "as the server says");
    assert.equal(error.fatal, false);
    assert.ok(error instanceof Error);
  });
}

test("Firefox says nothing beside the code", () => {
  assert.equal(iceCandidateError({ errorCode: 401, errorText: "", url }).reason, undefined);
});
