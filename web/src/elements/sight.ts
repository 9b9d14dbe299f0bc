import type { Cancel } from "../clock.ts";

/** Calls `onSeen` whenever `element` comes into somebody's sight: on the screen, and the page in the foreground. */
export function watchSight(element: Element, onSeen: () => void): Cancel {
  let intersecting = false;
  const look = (): void => {
    if (intersecting && document.visibilityState === "visible") onSeen();
  };
  const observer = new IntersectionObserver((entries) => {
    intersecting = entries.at(-1)?.isIntersecting ?? false;
    look();
  });
  observer.observe(element);
  document.addEventListener("visibilitychange", look);
  return () => {
    observer.disconnect();
    document.removeEventListener("visibilitychange", look);
  };
}
