import type { Lifetime } from "./lifetime.ts";

const KEY = "ringback-device";

/**
 * Which device this tab is to the server; the same after a reload. While in use it is not in storage: a duplicated tab,
 * which begins with a copy of the storage, and a second client in one tab become devices of their own.
 */
export class DeviceId {
  readonly #randomId: () => string;
  #value: string;

  constructor(lifetime: Lifetime, randomId: () => string) {
    const { signal } = lifetime;
    this.#randomId = randomId;
    this.#value = take() ?? randomId();
    globalThis.addEventListener?.("pagehide", () => this.#putBack(), { signal });
    globalThis.addEventListener?.("pageshow", () => void take(), { signal }); // from the back/forward cache
    lifetime.atEnd(() => this.#putBack());
  }

  get value(): string {
    return this.#value;
  }

  /** Becomes another device. */
  renew(): void {
    this.#value = this.#randomId();
  }

  #putBack(): void {
    storage()?.setItem(KEY, this.#value);
  }
}

function take(): string | null {
  const value = storage()?.getItem(KEY) ?? null;
  storage()?.removeItem(KEY);
  return value;
}

/** Browsers that keep no data for a site throw. Source: HTML, the sessionStorage getter. */
function storage(): Storage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}
