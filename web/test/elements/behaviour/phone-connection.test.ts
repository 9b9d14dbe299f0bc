import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { PhoneConnection } from "../../../src/elements/behaviour/phone-connection.ts";

let asked = 0;

/** A page that is read this far, in the words of HTML and of Navigation Timing. */
function page(readyState: DocumentReadyState, domContentLoadedEventStart: number): EventTarget {
  const document = Object.assign(new EventTarget(), { readyState });
  const events = new EventTarget();
  Object.assign(globalThis, { document, addEventListener: events.addEventListener.bind(events) });
  performance.getEntriesByType = () => [{ domContentLoadedEventStart }] as unknown as PerformanceEntryList;
  return document;
}

/** A phone that comes into it; whether it is about to connect, by what it asks its settings for. */
function comes(): PhoneConnection {
  const host = { addController: () => undefined, removeController: () => undefined, isConnected: true };
  const drawn = { ...host, updateComplete: Promise.resolve(true), requestUpdate: () => connection.hostUpdate() };
  const config = (): null => ((asked += 1), null);
  const listener = { config, changed: () => undefined, ready: () => undefined };
  const connection: PhoneConnection = new PhoneConnection(drawn as unknown as HTMLElement & typeof drawn, listener);
  connection.hostConnected();
  connection.hostUpdate();
  return connection;
}

beforeEach(() => {
  asked = 0;
});

test("a phone in the page waits for the scripts behind it, and no longer", () => {
  const document = page("interactive", 0);
  comes();
  assert.equal(asked, 0);
  document.dispatchEvent(new Event("DOMContentLoaded"));
  assert.equal(asked, 1);
});

test("a phone that is put into a page which still loads its pictures waits for nothing", () => {
  page("interactive", 120);
  comes();
  assert.equal(asked, 1);
});

test("a phone that is put into a page which is complete waits for nothing", () => {
  page("complete", 120);
  comes();
  assert.equal(asked, 1);
});
