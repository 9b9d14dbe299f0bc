import assert from "node:assert/strict";
import { test } from "node:test";
import { socketUrl } from "../../src/signaling/socket-url.ts";

for (const [given, made] of [
  ["wss://calls.example/ws", "wss://calls.example/ws"],
  ["https://calls.example/ws", "wss://calls.example/ws"],
  ["http://localhost:8000/ws", "ws://localhost:8000/ws"],
  ["ws://app.localhost/ws", "ws://app.localhost/ws"],
  ["ws://127.3.2.1:80/ws", "ws://127.3.2.1/ws"],
  ["ws://[::1]:8000/ws", "ws://[::1]:8000/ws"],
] as const) {
  test(`${given} is connected to`, () => assert.equal(socketUrl(given, false), made));
}

for (const url of [
  "ws://calls.example/ws",
  "http://calls.example/ws",
  "ws://192.168.1.4/ws",
  "ws://127.0.0.1.calls.example/ws",
  "ws://localhost.calls.example/ws",
  "ws://notlocalhost/ws",
]) {
  test(`${url} is refused, unless it is allowed`, () => {
    assert.throws(() => socketUrl(url, false), { name: "SecurityError" });
    assert.match(socketUrl(url, true), /^ws:/);
  });
}

test("a path is below the page", (context) => {
  Object.defineProperty(globalThis, "location", { value: { href: "https://app.example/a/b" }, configurable: true });
  context.after(() => Reflect.deleteProperty(globalThis, "location"));
  assert.equal(socketUrl("/calls/ws", false), "wss://app.example/calls/ws");
});
