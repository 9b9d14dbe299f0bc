import type { Measure } from "./measure.ts";
export type { QualitySummary } from "../messages.gen.ts";

/** What can be wrong with a call that goes on. "Received" and "sent" are as seen from this side. */
export type Warning =
  | "low_bandwidth"
  | "no_audio_received"
  | "high_loss_received"
  | "high_loss_sent"
  | "high_round_trip"
  | "high_jitter"
  | "frozen_video"
  | "low_mos";

/** 4 good, 3 fair, 2 poor, 1 hardly usable. */
export type Level = 1 | 2 | 3 | 4;

/** How good a call is: both directions over the last second; null where nothing is known yet. */
export interface Quality extends Measure {
  /**
   * The score in four steps, which follow a change for the worse after 3 s and one for the better after 5 s; no better
   * than 3 while there is a warning, than 2 while `audioOnly`, and 1 without sound.
   */
  readonly level: Level;
  /** The gravest of the warnings: why the level is what it is. */
  readonly why: Warning | null;
  readonly warnings: readonly Warning[];
  /** This side has stopped sending video so that the sound gets through. */
  readonly audioOnly: boolean;
}
