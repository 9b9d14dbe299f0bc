import { readable } from "svelte/store";

/** A CallStore as a store of Svelte: `$calls` is its snapshot. */
export function calls(store) {
  return readable(store.getSnapshot(), (set) => {
    const update = () => set(store.getSnapshot());
    update();
    return store.subscribe(update);
  });
}
