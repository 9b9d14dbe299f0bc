import type { RingbackCallButton } from "../src/elements/ringback-call-button.ts";
import type { RingbackPeople } from "../src/elements/ringback-people.ts";
import type { RingbackElement } from "../src/elements/index.ts";
import type { CallRecord, DeviceTrouble } from "../src/index.ts";
import type { Scene } from "./fake-client.ts";
import { DESK } from "./fake-devices.ts";
import { pastCall } from "./snapshots.ts";
import { press, statesOf, type State } from "./state.ts";

const DAY = 24 * 60;
const MISSED = { direction: "incoming", reason: "no_answer", missed: true, connectedAt: null, durationMs: null } as const;
const NEVER = { connectedAt: null, durationMs: null } as const;

/** Some days of calls, with every kind of end. */
export const PAST: readonly CallRecord[] = [
  pastCall("bob", 12, MISSED),
  pastCall("carol", 47),
  pastCall("dmitri", 95, { direction: "incoming", durationMs: 3_721_000 }),
  pastCall("erika", DAY + 20, { reason: "busy", ...NEVER }),
  pastCall("bob", DAY + 35, { reason: "declined", ...NEVER }),
  pastCall("farah", DAY + 70, { direction: "incoming", reason: "declined", ...NEVER }),
  pastCall("carol", DAY + 200, { reason: "no_answer", ...NEVER }),
  pastCall("bob", 3 * DAY, MISSED),
  pastCall("gustavo", 3 * DAY + 90, { reason: "lost", durationMs: 61_000 }),
  pastCall("carol", 4 * DAY, { direction: "incoming", reason: "answered_elsewhere", ...NEVER }),
  pastCall("dmitri", 9 * DAY, { reason: "unreachable", ...NEVER }),
  pastCall("hana", 12 * DAY, { reason: "failed", ...NEVER }),
];

const MANY = Array.from({ length: 140 }, (_, index) => `person ${String(index + 1).padStart(3, "0")}`);
const TEAM = ["bob", "carol", "dmitri", "erika", "farah", "gustavo", "hana"];

function showing(userIds: readonly string[]): (element: RingbackElement) => void {
  return (element) => Object.assign(element as RingbackPeople, { userIds });
}

function search(query: string): (element: RingbackElement) => void {
  return (element) => {
    const field = element.shadowRoot?.querySelector("input");
    if (field) field.value = query;
    field?.dispatchEvent(new Event("input", { bubbles: true }));
  };
}

const people = statesOf("ringback-people", "panel", {
  online: { title: "Everybody who is online", scene: {} },
  team: { title: "A list of people", scene: {}, set: showing(TEAM) },
  nobody: { title: "Nobody is here", scene: { snapshot: { online: new Set(["alice"]) } } },
  search: { title: "Somebody who is not in the list", scene: {}, then: search("zoë") },
  many: { title: "Many people", scene: { snapshot: { online: new Set(MANY) } } },
  connecting: { title: "Before there is a connection", scene: { snapshot: { connection: "connecting", online: new Set() } } },
});

const history = statesOf("ringback-call-history", "panel", {
  calls: { title: "Calls", scene: { history: PAST } },
  missed: { title: "Missed calls", scene: { history: PAST }, set: (element) => element.toggleAttribute("missed", true) },
  none: { title: "No calls", scene: { history: [] } },
  loading: { title: "Loading", scene: { history: "never" } },
  failed: { title: "It cannot be loaded", scene: { history: "fails" } },
});

function troubled(trouble: DeviceTrouble): Scene {
  return { machine: { trouble: { microphone: trouble, camera: trouble }, ...(trouble === "none" && { names: {} }) } };
}

const onTrial = press(
  ({ deviceSettings }) => deviceSettings.test,
  ({ deviceSettings }) => deviceSettings.showPreview,
);

const settings = statesOf("ringback-device-settings", "panel", {
  devices: { title: "Devices", scene: {} },
  tested: { title: "Microphone and camera on trial", scene: {}, then: onTrial },
  prompt: { title: "Nothing was asked yet", scene: { machine: { permission: "prompt", names: {} } } },
  denied: { title: "Refused", scene: { machine: { permission: "denied", names: {} } } },
  insecure: { title: "An insecure page", scene: { machine: { permission: "insecure", names: {} } } },
  "in-use": { title: "In use by another program", scene: troubled("in_use"), then: onTrial },
  none: { title: "No devices", scene: troubled("none"), then: onTrial },
  gone: { title: "The chosen headset is unplugged", scene: { settings: { microphone: "headset", ringtone: false } } },
});

const to = (element: RingbackElement): void => element.setAttribute("to", "bob");

const prejoin = statesOf("ringback-prejoin", "panel", {
  video: { title: "Before a video call", scene: {}, set: to },
  voice: { title: "Before a voice call", scene: {}, set: (element) => Object.assign(element, { to: "bob", wanted: {} }) },
  denied: { title: "Refused", scene: { machine: { permission: "denied", names: {} } }, set: to },
  "in-use": { title: "The camera is in use", scene: { machine: { ...DESK, trouble: { camera: "in_use" } } }, set: to },
});

function button(different: Partial<RingbackCallButton>): (element: RingbackElement) => void {
  return (element) => Object.assign(element, { to: "bob", ...different });
}

const buttons = statesOf("ringback-call-button", "inline", {
  video: { title: "With video", scene: {}, set: button({}) },
  voice: { title: "Voice only", scene: {}, set: button({ audioOnly: true }) },
  online: { title: "They are online", scene: {}, set: button({ presence: true, textContent: "Talk to us" }) },
});

/** What stands around the calls. */
export const panels: readonly State[] = [...people, ...history, ...settings, ...prejoin, ...buttons];
