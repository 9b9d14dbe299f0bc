import type { Cancel } from "./clock.ts";
import { Listeners } from "./listeners.ts";

/** Source: WICG Network Information API. Only mobile browsers tell the `type`. */
interface NetworkInformation extends EventTarget {
  readonly type?: string;
}

/**
 * Calls `listener` when this machine comes back online or moves to another kind of network. `navigator.connection` also
 * fires for every new estimate of speed; those are passed over.
 */
export function onNetworkChange(listener: () => void): Cancel {
  const connection = (globalThis.navigator as { connection?: NetworkInformation } | undefined)?.connection;
  let type = connection?.type;
  const onConnectionChange = (): void => {
    if (connection?.type === type) return;
    type = connection?.type;
    if (type !== "none") listener();
  };
  globalThis.addEventListener?.("online", listener);
  connection?.addEventListener("change", onConnectionChange);
  return () => {
    globalThis.removeEventListener?.("online", listener);
    connection?.removeEventListener("change", onConnectionChange);
  };
}

const suspicions = new Listeners();

/** For a way to somebody that has fallen silent: an address that changes is told by no event, in any browser. */
export function suspectNetworkChange(): void {
  suspicions.tell();
}

/** Calls `listener` when this machine's network may have changed without a word. */
export function onNetworkSuspicion(listener: () => void): Cancel {
  return suspicions.add(listener);
}
