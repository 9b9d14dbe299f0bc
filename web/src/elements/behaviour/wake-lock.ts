/** Keeps the screen on during a call. A browser that cannot does without. Source: W3C Screen Wake Lock. */
export class WakeLock {
  #wanted = false;
  #sentinel: Promise<WakeLockSentinel | null> | undefined;

  hold(on: boolean): void {
    if (on === this.#wanted) return;
    this.#wanted = on;
    if (on) document.addEventListener("visibilitychange", this.#ask);
    else document.removeEventListener("visibilitychange", this.#ask);
    if (on) this.#ask();
    else void this.#sentinel?.then((sentinel) => sentinel?.release());
    if (!on) this.#sentinel = undefined;
  }

  /** It is lost whenever the page is hidden. */
  readonly #ask = (): void => {
    if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    this.#sentinel = navigator.wakeLock.request("screen").catch(() => null);
  };
}
