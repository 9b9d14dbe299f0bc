import type { Cancel } from "../clock.ts";
import { Listeners } from "../listeners.ts";
import { MediaError, type DeviceKind } from "./media-error.ts";

export { MediaError, type DeviceKind, type DeviceTrouble } from "./media-error.ts";

/** "insecure": the page is not served over HTTPS (or from localhost), and browsers give such pages no devices. */
export type DevicePermission = PermissionState | "insecure";

const KINDS: Readonly<Record<DeviceKind, MediaDeviceKind>> = {
  microphone: "audioinput",
  camera: "videoinput",
  speaker: "audiooutput",
};

interface Wanted {
  readonly audio?: MediaTrackConstraints | false;
  readonly video?: MediaTrackConstraints | false;
}

/** The microphones, cameras and speakers of this machine, as they come and go. */
export class Devices {
  readonly #listeners = new Listeners();
  readonly #refresh = (): Promise<void> => this.refresh();
  #all: readonly MediaDeviceInfo[] = [];

  constructor() {
    navigator.mediaDevices?.addEventListener("devicechange", this.#refresh);
    void this.refresh();
  }

  /** Whether the browser can share a screen; those of telephones cannot. */
  get canShareScreen(): boolean {
    return "getDisplayMedia" in (navigator.mediaDevices ?? {});
  }

  /** The devices there are; without permission they have neither name nor id. */
  list(kind: DeviceKind): MediaDeviceInfo[] {
    return this.#all.filter((device) => device.kind === KINDS[kind]);
  }

  /** Whether the device `deviceId` is there; null, the system's default, always is. */
  has(kind: DeviceKind, deviceId: string | null): boolean {
    return deviceId === null || this.list(kind).some((device) => device.deviceId === deviceId);
  }

  /** Whether the page may use such devices. Source: W3C permissions, `query()`. */
  async permission(kind: DeviceKind): Promise<DevicePermission> {
    if (!navigator.mediaDevices) return "insecure";
    const name = (kind === "speaker" ? "speaker-selection" : kind) as PermissionName;
    try {
      const status = await navigator.permissions.query({ name });
      status.onchange = () => this.#listeners.tell();
      return status.state;
    } catch {
      return this.list(kind).some(({ label }) => label) ? "granted" : "prompt"; // the browser does not know the name
    }
  }

  /** Calls `listener` when a device comes or goes, gets its name, or a permission that was asked for here changes. */
  onChange(listener: () => void): Cancel {
    return this.#listeners.add(listener);
  }

  /**
   * Opens what `wanted` asks for; other devices where those that it names are gone. Rejects with a MediaError of
   * `device`, and with nothing else.
   */
  async open(device: DeviceKind, wanted: Wanted): Promise<MediaStream> {
    const open = (constraints: Wanted): Promise<MediaStream> => navigator.mediaDevices.getUserMedia(constraints);
    try {
      return await open(wanted).catch((cause: Error) => {
        if (cause.name !== "OverconstrainedError") throw cause;
        return open({ audio: ofAnyDevice(wanted.audio), video: ofAnyDevice(wanted.video) });
      });
    } catch (cause) {
      throw MediaError.of(device, cause);
    } finally {
      await this.refresh(); // with the permission come names and ids
    }
  }

  /**
   * A screen, a window or a tab that the user chooses; null when they choose none. Needs a gesture. Rejects with a
   * MediaError. Source: W3C screen-capture, `getDisplayMedia()`.
   */
  async openScreen(): Promise<MediaStream | null> {
    try {
      return await navigator.mediaDevices.getDisplayMedia({ video: true });
    } catch (cause) {
      const error = MediaError.of("screen", cause);
      if (error.trouble === "denied") return null;
      throw error;
    }
  }

  /** Looks what is there. */
  async refresh(): Promise<void> {
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    if (JSON.stringify(all) === JSON.stringify(this.#all)) return;
    this.#all = all;
    this.#listeners.tell();
  }

  /** Stops listening. */
  close(): void {
    navigator.mediaDevices?.removeEventListener("devicechange", this.#refresh);
    this.#listeners.clear();
  }
}

function ofAnyDevice(constraints: MediaTrackConstraints | false = false): MediaTrackConstraints | false {
  return constraints && { ...constraints, deviceId: [] };
}
