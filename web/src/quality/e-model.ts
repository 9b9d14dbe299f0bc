import type { Level } from "./quality.ts";

/** What speech suffers from. */
export interface Impairments {
  readonly roundTripMs: number;
  readonly jitterMs: number;
  readonly lossPercent: number;
}

/** Packetisation and look-ahead of Opus, and playout. */
const CODEC_MS = 40;
/** How well Opus bears loss (Bpl): G.113 lists no value; 20 is what in-band FEC comes to, half of it without. */
const ROBUSTNESS = 20;

/** The R of 50, 70 and 80 as MOS: nearly all, some and no users dissatisfied (G.107 Annex B). */
const LEVELS = [2.58, 3.6, 4.02] as const;

/**
 * The mean opinion score of speech, 1 to 4.5, by the E-model: R = 93.2 − Id − Ie,eff with the default values of ITU-T
 * G.107 §7, where Ie,eff = (95 − Ie) · Ppl / (Ppl + Bpl) + Ie, and Ie of Opus is taken for 0. Id is Cole and
 * Rosenbluth's approximation (Voice over IP Performance Monitoring, 2001), for a buffer that
 * holds twice the jitter: what the link asks for, not what an engine may still hold from before.
 */
export function meanOpinionScore({ roundTripMs, jitterMs, lossPercent }: Impairments): number {
  const delay = roundTripMs / 2 + 2 * jitterMs + CODEC_MS;
  const delayed = 0.024 * delay + 0.11 * Math.max(0, delay - 177.3);
  const damaged = (95 * lossPercent) / (lossPercent + ROBUSTNESS);
  const r = Math.max(0, 93.2 - delayed - damaged);
  return Math.max(1, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r));
}

/** The score in four steps. */
export function levelOf(mos: number): Level {
  return (1 + LEVELS.filter((least) => mos >= least).length) as Level;
}
