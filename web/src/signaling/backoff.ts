/** Before each further try, in milliseconds; the last one stays. */
const DELAYS = [0, 300, 1_200, 2_700, 4_800, 7_000] as const;
const LONGEST = 7_000;

/** From the third on, up to a second more, so that not every client of a restarted server comes at the same moment. */
const JITTER_FROM = 2;
const JITTER_MS = 1_000;

/**
 * The longest of them in a call: both sides are back within a minute, which is how long the server waits for them, also
 * after having been away for 50 s.
 */
const LONGEST_IN_CALL = 4_800;

/** How long to wait before trying again after `failures` (0, 1 …) earlier ones. `random`: 0 up to 1. */
export function backoff(failures: number, random: () => number, inCall = false): number {
  const delay = Math.min(DELAYS[failures] ?? LONGEST, inCall ? LONGEST_IN_CALL : LONGEST);
  return failures < JITTER_FROM ? delay : delay + random() * JITTER_MS;
}
