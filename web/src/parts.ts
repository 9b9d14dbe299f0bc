/**
 * The parts of the SDK that are loaded apart, once, when they are needed. A browser may remember for as long as the page
 * lives that a module could not be loaded (Firefox does; HTML, "fetch a single module script"): so each is something that a
 * call can do without.
 */

/** Devices as they come and go, cameras, screens, levels: without it a call has a plain microphone. */
export const loadCapturing = () => import("./media/capturing.ts");

/** Bell, ringback tone and what is heard at the end: without it a call is silent until it is answered. */
export const loadSoundPlayer = () => import("./media/sound-player.ts");

/** What cures the faults of engines: it is not needed before the first offer has been answered. */
export const loadMending = () => import("./peer/mending.ts");

/** Measures, warnings, adaptation, `explain()`: there is nothing to watch before the first connection. */
export const loadWatching = () => import("./quality/watching.ts");

/** Has them all before there is a call, so that none waits for them. */
export function preload(): void {
  for (const load of [loadCapturing, loadSoundPlayer, loadMending, loadWatching]) load().catch(() => undefined);
}
