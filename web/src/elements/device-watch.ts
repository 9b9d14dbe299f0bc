import type { ReactiveController, ReactiveControllerHost } from "lit";
import { DEFAULT_SETTINGS, type CallClient, type DeviceKind, type DevicePermission, type Settings } from "../index.ts";
import type { Cancel } from "../clock.ts";

const ASKED = ["microphone", "camera"] as const;

type Watched = Pick<CallClient, "devices" | "settings">;

/** The devices, what is chosen of them and what the browser permits; draws its element anew when that changes. */
export class DeviceWatch implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #permissions = new Map<DeviceKind, DevicePermission>();
  #client: Watched | undefined;
  #stop: Cancel[] = [];

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get settings(): Settings {
    return this.#client?.settings.get() ?? DEFAULT_SETTINGS;
  }

  list(kind: DeviceKind): readonly MediaDeviceInfo[] {
    return this.#client?.devices.list(kind) ?? [];
  }

  /** Null until the browser has said it. */
  permission(kind: DeviceKind): DevicePermission | null {
    return this.#permissions.get(kind) ?? null;
  }

  set(changed: Partial<Settings>): void {
    this.#client?.settings.set(changed);
  }

  follow(client: Watched | undefined): void {
    if (client === this.#client) return;
    for (const stop of this.#stop) stop();
    this.#client = client;
    const ask = (): void => void this.ask();
    this.#stop = client ? [client.settings.subscribe(() => this.#host.requestUpdate()), client.devices.onChange(ask)] : [];
    ask();
  }

  hostDisconnected(): void {
    this.follow(undefined);
  }

  /** Asks the browser what it permits. */
  async ask(): Promise<void> {
    const devices = this.#client?.devices;
    for (const kind of ASKED) if (devices) this.#permissions.set(kind, await devices.permission(kind));
    this.#host.requestUpdate();
  }
}
