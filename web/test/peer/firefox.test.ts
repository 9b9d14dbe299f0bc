import assert from "node:assert/strict";
import { test } from "node:test";
import { madeByFirefox } from "../../src/peer/firefox.ts";

test("Firefox is known by the origin line, and only by that", () => {
  assert.ok(madeByFirefox("v=0\r\no=mozilla...THIS_IS_SDPARTA-99.0 1 0 IN IP4 0.0.0.0\r\n"));
  assert.ok(!madeByFirefox("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=o=mozilla\r\n"));
  assert.ok(!madeByFirefox(undefined));
});
