import { MediaError, type DeviceKind, type DevicePermission, type Devices, type DeviceTrouble } from "../src/index.ts";
import { portrait } from "./pictures.ts";

/** What kind of a machine it is. */
export interface Machine {
  readonly permission: DevicePermission;
  /** What opening a device of this kind meets with. */
  readonly trouble: Partial<Readonly<Record<DeviceKind, DeviceTrouble>>>;
  readonly names: Partial<Readonly<Record<DeviceKind, readonly string[]>>>;
}

/** A desk with a headset. */
export const DESK: Machine = {
  permission: "granted",
  trouble: {},
  names: {
    microphone: ["Built-in microphone", "Headset (Bluetooth)", "Conference microphone of the meeting room upstairs"],
    camera: ["FaceTime HD camera", "External 4K camera"],
    speaker: ["Built-in speakers", "Headset (Bluetooth)"],
  },
};

/** Devices that are only names, and open as drawn pictures and a soft tone. */
export class FakeDevices implements Pick<Devices, keyof Devices> {
  readonly canShareScreen = true;
  readonly #machine: Machine;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  list(kind: DeviceKind): MediaDeviceInfo[] {
    const names = this.#machine.names[kind] ?? [];
    return names.map((label, index) => ({ label, deviceId: `${kind}-${index}`, kind }) as unknown as MediaDeviceInfo);
  }

  has(kind: DeviceKind, deviceId: string | null): boolean {
    return deviceId === null || this.list(kind).some((device) => device.deviceId === deviceId);
  }

  async permission(): Promise<DevicePermission> {
    return this.#machine.permission;
  }

  onChange(): () => void {
    return () => undefined;
  }

  async open(device: DeviceKind): Promise<MediaStream> {
    const { permission } = this.#machine;
    const refused = permission === "denied" || permission === "insecure" ? permission : undefined;
    const trouble = this.#machine.trouble[device] ?? refused;
    if (trouble) throw new MediaError(device, trouble);
    return device === "camera" ? portrait(160) : tone();
  }

  async openScreen(): Promise<MediaStream> {
    return portrait(200);
  }

  async refresh(): Promise<void> {
    return;
  }

  close(): void {
    return;
  }
}

/** As loud as somebody who talks. */
function tone(): MediaStream {
  const context = new AudioContext();
  const output = new MediaStreamAudioDestinationNode(context);
  const volume = new GainNode(context, { gain: 0.08 });
  const voice = new OscillatorNode(context, { frequency: 220 });
  voice.connect(volume).connect(output);
  voice.start();
  return output.stream;
}
