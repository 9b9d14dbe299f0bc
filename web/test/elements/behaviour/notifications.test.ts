import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { CallNotifications, type CallNotice } from "../../../src/elements/behaviour/notifications.ts";

/** The system's notices, by their tags. */
class FakeNotification {
  static permission: NotificationPermission = "granted";
  static shown = new Map<string, FakeNotification>();
  readonly title: string;
  readonly options: NotificationOptions;

  constructor(title: string, options: NotificationOptions) {
    this.title = title;
    this.options = options;
    FakeNotification.shown.set(options.tag ?? "", this);
  }

  close(): void {
    const tag = this.options.tag ?? "";
    if (FakeNotification.shown.get(tag) === this) FakeNotification.shown.delete(tag);
  }
}

let seen = false;
const bob: CallNotice = { callId: "c1", title: "bob is calling", body: "Video call" };
const titles = (): string[] => [...FakeNotification.shown.values()].map(({ title }) => title);

beforeEach(() => {
  seen = false;
  FakeNotification.permission = "granted";
  FakeNotification.shown.clear();
  Object.assign(globalThis, { Notification: FakeNotification, document: { hasFocus: () => seen } });
});

test("a call rings once in the system, under its id, and stays until it rings no more", () => {
  const notifications = new CallNotifications();
  notifications.ringing([bob]);
  notifications.ringing([bob]);
  const [[tag, shown]] = [...FakeNotification.shown] as [[string, FakeNotification]];
  assert.deepEqual([tag, shown.options.requireInteraction], ["c1", true]);
  notifications.ringing([]);
  assert.deepEqual(titles(), []);
});

test("a call that was answered elsewhere goes, and another one stays", () => {
  const notifications = new CallNotifications();
  const carol = { callId: "c2", title: "carol is calling", body: "Voice call" };
  notifications.ringing([bob, carol]);
  notifications.ringing([carol]);
  assert.deepEqual(titles(), ["carol is calling"]);
  notifications.close();
  assert.deepEqual(titles(), []);
});

test("a missed call takes the place of its ringing, and is left there", () => {
  const notifications = new CallNotifications();
  notifications.ringing([bob]);
  notifications.missed({ callId: "c1", title: "Missed call from bob", body: "" });
  notifications.ringing([]);
  assert.deepEqual(titles(), ["Missed call from bob"]);
});

test("a call that is missed while somebody looks at the page rings no more in the system", () => {
  const notifications = new CallNotifications();
  notifications.ringing([bob]);
  seen = true;
  notifications.missed({ callId: "c1", title: "Missed call from bob", body: "" });
  notifications.ringing([]);
  assert.deepEqual(titles(), []);
});

test("nothing is shown to somebody who looks at the page, or who has not allowed it", () => {
  const notifications = new CallNotifications();
  seen = true;
  notifications.ringing([bob]);
  seen = false;
  FakeNotification.permission = "default";
  notifications.ringing([{ ...bob, callId: "c3" }]);
  assert.deepEqual(titles(), []);
});
