import type { DeviceKind, DevicePermission } from "../index.ts";

/** One device to choose; null is the system's default. */
export interface DeviceOption {
  readonly deviceId: string | null;
  readonly label: string;
}

/** What is chosen among which devices. */
export interface DeviceChoice {
  /** The system's default first. */
  readonly options: readonly DeviceOption[];
  readonly chosen: string | null;
  /** The chosen one is not connected: the default takes its place. */
  readonly gone: boolean;
}

/** What a list of devices is called. */
export interface DeviceNames {
  readonly kind: string;
  readonly systemDefault: string;
  readonly numbered: (kind: string, number: number) => string;
}

/** Chromium lists what is the default a second time, under these ids. */
const ALIASES: readonly string[] = ["", "default", "communications"];

/** The devices that can be told apart; those without a name get a number. */
export function deviceChoice(
  devices: readonly Pick<MediaDeviceInfo, "deviceId" | "label">[],
  chosen: string | null,
  names: DeviceNames,
): DeviceChoice {
  const real = devices.filter(({ deviceId }) => !ALIASES.includes(deviceId));
  const options = real.map(({ deviceId, label }, index) => ({
    deviceId,
    label: label || names.numbered(names.kind, index + 1),
  }));
  const gone = chosen !== null && !real.some(({ deviceId }) => deviceId === chosen);
  return { options: [{ deviceId: null, label: names.systemDefault }, ...options], chosen: gone ? null : chosen, gone };
}

/** What stands between the user and a device. */
export interface Access {
  /** The code of the sentence to show. */
  readonly code: string | null;
  /** Whether another try may help. */
  readonly again: boolean;
}

/** `trouble` is the code of the MediaError when it was last opened. What the browser says of its permission comes first. */
export function accessOf(kind: DeviceKind, permission: DevicePermission | null, trouble: string | null): Access {
  const refused = permission === "insecure" || permission === "denied";
  return refused ? { code: `${kind}_${permission}`, again: false } : { code: trouble, again: trouble !== null };
}
