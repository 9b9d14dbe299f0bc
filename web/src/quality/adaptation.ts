import type { Measure } from "./measure.ts";

/** One way to send video: no higher than this, no faster, with no more bits. 60 % of them will do. */
export interface Rung {
  readonly height: number;
  readonly framesPerSecond: number;
  readonly kbps: number;
}

/** Each takes twice the bits of the one before: so far an engine's estimate can rise above what is being sent. */
export const RUNGS: readonly Rung[] = [
  { height: 180, framesPerSecond: 15, kbps: 100 },
  { height: 270, framesPerSecond: 20, kbps: 200 },
  { height: 360, framesPerSecond: 30, kbps: 400 },
  { height: 540, framesPerSecond: 30, kbps: 800 },
  { height: 720, framesPerSecond: 30, kbps: 2_000 },
];

/** What sound takes of the link, with its headers. */
const SOUND_KBPS = 50;
/** A link that carries less, loses more or lets so much queue up is for sound alone; a trial has to find the other. */
const LEAST_KBPS = 150;
const WANTED_KBPS = 220;
/** Above what a link for sound alone can pretend to: worth more in the trial, for an estimate rises only with what is sent. */
const HOPEFUL_KBPS = 165;
const MOST_LOSS_PERCENT = 7;
const MOST_QUEUE_MS = 600;
/** From here on the smallest video is sent: such a link may break down, and what is on its way then delays the sound. */
export const CAREFUL_LOSS_PERCENT = 2;
/** Reports cover few packets: none counts for more than this, and each for a fifth of the loss that is gone by. */
const MOST_REPORTED_PERCENT = 20;
const SMOOTHING = 1 / 5;

/** In seconds. The engine finds its feet; a change of rung; a trial; the pause before one: twice this at first, at most. */
const SETTLE = 5;
const UP = 4;
const DOWN = 2;
const TRIAL = 10;
const FIRST_STEP = 3;
const PAUSE = 2.5;
const LONGEST_PAUSE = 60;

/** What is being done about video. `trial`: a little is sent, to see what the link carries. */
export interface Adaptation {
  readonly mode: "video" | "sound" | "trial";
  readonly rung: number;
  /** Seconds in this mode. */
  readonly since: number;
  /** Seconds in a row that ask for another mode or a higher rung, and for a lower one. */
  readonly up: number;
  readonly down: number;
  /** How long the link has to be calm before the next trial. */
  readonly pause: number;
  /** The loss of what is sent, smoothed. */
  readonly lossPercent: number;
  /** The round trip when nothing queues. */
  readonly leastMs: number;
}

/** Begins with all there is; the engine's own estimate begins low and rises within seconds. */
export const START: Adaptation = {
  mode: "video",
  rung: RUNGS.length - 1,
  since: 0,
  up: 0,
  down: 0,
  pause: PAUSE,
  lossPercent: 0,
  leastMs: Infinity,
};

/** What a link tells in one second. */
export type Link = Pick<Measure, "availableKbps" | "sentLossPercent" | "roundTripMs" | "sentVideoKbps">;

/**
 * Decides for the next second. Video yields to sound at once on a link that is too bad for both. Whether the link has
 * recovered only video can tell, since sound alone fills none: so a little is tried, with growing pauses in between.
 */
export function adapt(before: Adaptation, link: Link): Adaptation {
  const { mode } = before;
  const leastMs = Math.min(link.roundTripMs ?? Infinity, 1.02 * before.leastMs + 1);
  const queueMs = link.roundTripMs === null ? 0 : link.roundTripMs - leastMs;
  const reported = Math.min(link.sentLossPercent ?? 0, MOST_REPORTED_PERCENT);
  const lossPercent = before.lossPercent + SMOOTHING * (reported - before.lossPercent);
  const state = { ...before, leastMs, lossPercent, since: before.since + 1 };
  const jammed = lossPercent > MOST_LOSS_PERCENT || queueMs > MOST_QUEUE_MS;
  const kbps = link.availableKbps ?? (jammed ? link.sentVideoKbps : Infinity);
  if (mode === "sound") return rest(state, jammed || lossPercent > CAREFUL_LOSS_PERCENT);
  if (jammed || (kbps < LEAST_KBPS && (mode === "video" || state.since > 2))) {
    return yielded(state);
  }
  if (mode === "trial") return judge(state, kbps);
  return climb(state, kbps);
}

/** What was learnt of a path says nothing about the next one. */
export function onAnotherPath(state: Adaptation): Adaptation {
  return { ...state, up: 0, pause: PAUSE, leastMs: Infinity };
}

/** Each time the next pause is twice as long, until video has lasted for a minute. */
function yielded(state: Adaptation): Adaptation {
  return { ...state, mode: "sound", since: 0, up: 0, pause: Math.min(2 * state.pause, LONGEST_PAUSE) };
}

function rest(state: Adaptation, bad: boolean): Adaptation {
  const up = bad ? 0 : state.up + 1;
  return up < state.pause ? { ...state, up } : { ...state, mode: "trial", rung: 0, since: 0, up: 0 };
}

function judge(state: Adaptation, kbps: number): Adaptation {
  const { since } = state;
  if (since >= 2 && kbps >= WANTED_KBPS) return { ...state, mode: "video", since: 0, up: 0, down: 0 };
  if (since >= TRIAL) return yielded(state);
  return since >= FIRST_STEP && kbps >= HOPEFUL_KBPS ? { ...state, rung: 1 } : state;
}

function climb(state: Adaptation, kbps: number): Adaptation {
  const { rung, since, lossPercent } = state;
  const carried = RUNGS.filter((each) => each.kbps * 0.6 + SOUND_KBPS <= kbps);
  const fits = lossPercent > CAREFUL_LOSS_PERCENT ? 0 : Math.max(0, carried.length - 1);
  const up = fits > rung ? state.up + 1 : 0;
  const down = fits < rung && since >= SETTLE ? state.down + 1 : 0;
  const pause = since >= LONGEST_PAUSE ? PAUSE : state.pause;
  if (up < UP && down < DOWN) return { ...state, up, down, pause };
  return { ...state, rung: up ? rung + 1 : fits, up: 0, down: 0, pause };
}
