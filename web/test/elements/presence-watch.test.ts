import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReactiveController } from "lit";
import { PresenceWatch } from "../../src/elements/presence-watch.ts";

/** An element of the page, until it is removed. */
class Host {
  isConnected = true;
  readonly updateComplete = Promise.resolve(true);
  readonly #controllers: ReactiveController[] = [];
  addController = (controller: ReactiveController): void => void this.#controllers.push(controller);
  removeController = (): void => undefined;
  requestUpdate = (): void => undefined;

  remove(): void {
    this.isConnected = false;
    for (const controller of this.#controllers) controller.hostDisconnected?.();
  }
}

function clientOf(asked: string[][]): { watchPresence: (userIds: Iterable<string>) => void } {
  return { watchPresence: (userIds) => void asked.push([...userIds]) };
}

test("what several elements ask for is asked for together, and only when it changes", () => {
  const asked: string[][] = [];
  const client = clientOf(asked);
  const [list, button] = [new PresenceWatch(new Host()), new PresenceWatch(new Host())];
  list.follow(client, ["bob", "carol"]);
  button.follow(client, ["bob"]);
  button.follow(client, ["dave"]);
  list.follow(client, null);
  assert.deepEqual(asked, [["bob", "carol"], ["bob", "carol", "dave"], ["dave"]]);
});

test("an element that asks for nothing leaves it to the client who is told of", () => {
  const asked: string[][] = [];
  new PresenceWatch(new Host()).follow(clientOf(asked), null);
  assert.deepEqual(asked, []);
});

test("an element that is removed asks no more, though it is drawn once again", () => {
  const asked: string[][] = [];
  const client = clientOf(asked);
  const host = new Host();
  const watch = new PresenceWatch(host);
  watch.follow(client, ["bob"]);
  host.remove();
  watch.follow(client, ["bob"]);
  assert.deepEqual(asked, [["bob"], []]);
  host.isConnected = true;
  watch.follow(client, ["bob"]);
  assert.deepEqual(asked.at(-1), ["bob"]);
});

test("with another client, the one before is asked for nothing more", () => {
  const [before, after]: string[][][] = [[], []];
  const watch = new PresenceWatch(new Host());
  watch.follow(clientOf(before!), ["bob"]);
  watch.follow(clientOf(after!), ["bob"]);
  assert.deepEqual([before, after], [[["bob"], []], [["bob"]]]);
});
