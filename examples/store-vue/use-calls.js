import { onScopeDispose, shallowRef } from "vue";

/** A ref of a CallStore's snapshot, for as long as the component lives. */
export function useCalls(store) {
  const snapshot = shallowRef(store.getSnapshot());
  onScopeDispose(store.subscribe(() => (snapshot.value = store.getSnapshot())));
  return snapshot;
}
