/** Before each further try, in milliseconds; the last one stays. */
const DELAYS = [0, 300, 1_200, 2_700, 4_800, 7_000] as const;
const LONGEST = 7_000;

/** From the third on, up to a second more, so that not every client of a restarted server comes at the same moment. */
const JITTER_FROM = 2;
const JITTER_MS = 1_000;

/** How long to wait before trying again after `failures` (0, 1 …) earlier ones. `random`: 0 up to 1. */
export function backoff(failures: number, random: () => number): number {
  const delay = DELAYS[failures] ?? LONGEST;
  return failures < JITTER_FROM ? delay : delay + random() * JITTER_MS;
}
