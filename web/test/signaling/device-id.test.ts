import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { DeviceId } from "../../src/signaling/device-id.ts";
import { Lifetime } from "../../src/lifetime.ts";
import { browserSignalingEnvironment } from "../../src/signaling/signaling-config.ts";
import { VirtualClock } from "../virtual-clock.ts";

/** A tab of a browser, with a storage that may begin as a copy of another tab's. */
class Tab {
  readonly stored: Map<string, string>;
  readonly window = new EventTarget();
  #ids = 0;

  constructor(
    readonly name: string,
    copied: ReadonlyMap<string, string> = new Map(),
  ) {
    this.stored = new Map(copied);
  }

  /** Makes it the tab that runs, for one test. */
  enter(context: TestContext, storage: () => unknown = () => this.#storage): this {
    const put = (name: string, descriptor: PropertyDescriptor): void => {
      Object.defineProperty(globalThis, name, { ...descriptor, configurable: true });
      context.after(() => Reflect.deleteProperty(globalThis, name));
    };
    put("sessionStorage", { get: storage });
    put("addEventListener", { value: this.window.addEventListener.bind(this.window) });
    return this;
  }

  client(lifetime = new Lifetime(new VirtualClock())): DeviceId {
    return new DeviceId(lifetime, () => `${this.name}${(this.#ids += 1)}`);
  }

  fires(type: string): void {
    this.window.dispatchEvent(new Event(type));
  }

  get #storage(): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
    const { stored } = this;
    return {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => void stored.set(key, value),
      removeItem: (key) => void stored.delete(key),
    };
  }
}

test("a page that is loaded again is the same device", (context) => {
  const tab = new Tab("a").enter(context);
  assert.equal(tab.client().value, "a1");
  tab.fires("pagehide");
  assert.equal(tab.client().value, "a1");
});

test("a duplicated tab is another device", (context) => {
  const tab = new Tab("a").enter(context);
  tab.client();
  tab.fires("pagehide");
  tab.client();
  const copy = new Tab("b", tab.stored).enter(context);
  assert.equal(copy.client().value, "b1");
});

test("a tab that comes back from the back/forward cache keeps its id to itself", (context) => {
  const tab = new Tab("a").enter(context);
  tab.client();
  tab.fires("pagehide");
  tab.fires("pageshow");
  assert.equal(new Tab("b", tab.stored).enter(context).client().value, "b1");
});

test("two clients in one tab are two devices, one after the other the same", (context) => {
  const tab = new Tab("a").enter(context);
  const first = new Lifetime(new VirtualClock());
  assert.equal(tab.client(first).value, "a1");
  assert.equal(tab.client().value, "a2");
  first.end();
  assert.equal(tab.client().value, "a1");
});

test("a client that has ended no longer looks after its id", (context) => {
  const tab = new Tab("a").enter(context);
  const lifetime = new Lifetime(new VirtualClock());
  tab.client(lifetime);
  lifetime.end();
  tab.stored.clear();
  tab.fires("pagehide");
  assert.equal(tab.stored.size, 0);
});

test("an id that somebody else has is given up", (context) => {
  const tab = new Tab("a").enter(context);
  const device = tab.client();
  device.renew();
  assert.equal(device.value, "a2");
  tab.fires("pagehide");
  assert.equal(tab.client().value, "a2");
});

test("without a storage it is another device every time", (context) => {
  const refused = (): never => {
    throw new DOMException("cookies are blocked", "SecurityError");
  };
  for (const storage of [refused, () => undefined]) {
    const tab = new Tab("a").enter(context, storage);
    assert.equal(tab.client().value, "a1");
    tab.fires("pagehide");
    assert.equal(tab.client().value, "a2");
  }
});

test("an id is of the length and the letters that the protocol allows, and never the same", () => {
  const ids = new Set(Array.from({ length: 1_000 }, browserSignalingEnvironment.randomId));
  assert.equal(ids.size, 1_000);
  for (const id of ids) assert.match(id, /^[a-z0-9]{8,32}$/);
});
