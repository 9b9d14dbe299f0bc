import type { Lifetime } from "../lifetime.ts";
import { keepForReload, takeAfterReload } from "../tab-storage.ts";

const KEY = "ringback-device";

/** Which device this tab is to the server; the same after a reload. A second client in one tab is a device of its own. */
export class DeviceId {
  readonly #randomId: () => string;
  #value: string;

  constructor(lifetime: Lifetime, randomId: () => string) {
    const { signal } = lifetime;
    this.#randomId = randomId;
    this.#value = takeAfterReload(KEY) ?? randomId();
    const putBack = (): void => keepForReload(KEY, this.#value);
    globalThis.addEventListener?.("pagehide", putBack, { signal });
    globalThis.addEventListener?.("pageshow", () => void takeAfterReload(KEY), { signal }); // from the back/forward cache
    lifetime.atEnd(putBack);
  }

  get value(): string {
    return this.#value;
  }

  /** Becomes another device. */
  renew(): void {
    this.#value = this.#randomId();
  }
}
