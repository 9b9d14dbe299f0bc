import assert from "node:assert/strict";
import { test } from "node:test";
import { tokenIn } from "../../src/elements/phone-client.ts";

test("a token comes as text, as a JSON string, or as an object", () => {
  assert.equal(tokenIn("abc.def.ghi\n"), "abc.def.ghi");
  assert.equal(tokenIn('"abc.def.ghi"'), "abc.def.ghi");
  assert.equal(tokenIn('{"token": "abc.def.ghi", "expiresIn": 300}'), "abc.def.ghi");
});
