import type { Cancel } from "../clock.ts";
import { Listeners } from "../listeners.ts";
import { EMPTY, type Snapshot } from "./state.ts";

/** What a view reads: made for React's `useSyncExternalStore`, and easily adapted to others. */
export interface CallStore {
  /** The same object for as long as nothing has changed. */
  readonly getSnapshot: () => Snapshot;
  /** Calls `listener` after every change, until the returned function is called. */
  readonly subscribe: (listener: () => void) => Cancel;
}

/** A store, and the function that puts the next snapshot in. */
export function createStore(): CallStore & { readonly put: (next: Snapshot) => void } {
  const listeners = new Listeners();
  let snapshot = EMPTY;
  return {
    getSnapshot: () => snapshot,
    subscribe: listeners.add,
    put(next) {
      snapshot = next;
      listeners.tell();
    },
  };
}
