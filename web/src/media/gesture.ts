import type { Cancel } from "../clock.ts";

const GESTURES = ["pointerup", "keydown"] as const;

/** Calls `listener` at each gesture that lets a page make sound. Source: HTML, "activation triggering input event". */
export function onGesture(listener: () => void): Cancel {
  for (const gesture of GESTURES) globalThis.addEventListener?.(gesture, listener, true);
  return () => {
    for (const gesture of GESTURES) globalThis.removeEventListener?.(gesture, listener, true);
  };
}
