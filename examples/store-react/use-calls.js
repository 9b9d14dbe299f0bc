import { useSyncExternalStore } from "react";

/** The snapshot of a CallStore; the component is drawn again when it changes. */
export function useCalls(store) {
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getSnapshot);
}
