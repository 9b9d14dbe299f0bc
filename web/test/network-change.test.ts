import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { onNetworkChange, onNetworkSuspicion, suspectNetworkChange } from "../src/network-change.ts";

/** Puts a browser's window and navigator.connection in place for one test. */
function browser(
  context: TestContext,
  type?: string,
): { window: EventTarget; connection: EventTarget & { type?: string } } {
  const window = new EventTarget();
  const connection: EventTarget & { type?: string } = new EventTarget();
  if (type !== undefined) connection.type = type;
  const put = (name: string, value: unknown): void => {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true });
    context.after(() =>
      before ? Object.defineProperty(globalThis, name, before) : Reflect.deleteProperty(globalThis, name),
    );
  };
  put("navigator", { connection });
  put("addEventListener", window.addEventListener.bind(window));
  put("removeEventListener", window.removeEventListener.bind(window));
  return { window, connection };
}

test("coming back online and another kind of network are changes, a new estimate of speed is none", (context) => {
  const { window, connection } = browser(context, "wifi");
  let changes = 0;
  const stop = onNetworkChange(() => (changes += 1));
  connection.dispatchEvent(new Event("change"));
  assert.equal(changes, 0);
  window.dispatchEvent(new Event("online"));
  assert.equal(changes, 1);
  connection.type = "cellular";
  connection.dispatchEvent(new Event("change"));
  assert.equal(changes, 2);
  connection.type = "none";
  connection.dispatchEvent(new Event("change"));
  assert.equal(changes, 2);
  stop();
  connection.type = "wifi";
  connection.dispatchEvent(new Event("change"));
  window.dispatchEvent(new Event("online"));
  assert.equal(changes, 2);
});

test("a browser that does not tell the type is not taken to change it", (context) => {
  const { connection } = browser(context);
  const stop = onNetworkChange(() => assert.fail("nothing has changed"));
  connection.dispatchEvent(new Event("change"));
  stop();
});

test("without a window it listens to nothing", () => {
  onNetworkChange(() => assert.fail("there is nothing to hear"))();
});

test("a suspicion is heard by all who listen, and is no change", (context) => {
  browser(context);
  const heard: string[] = [];
  const stops = ["one", "other"].map((name) => onNetworkSuspicion(() => void heard.push(name)));
  stops.push(onNetworkChange(() => assert.fail("nothing has changed")));
  suspectNetworkChange();
  assert.deepEqual(heard, ["one", "other"]);
  for (const stop of stops) stop();
  suspectNetworkChange();
  assert.equal(heard.length, 2);
});
