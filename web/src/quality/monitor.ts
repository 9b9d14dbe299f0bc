import type { Cancel, Clock } from "../clock.ts";
import type { QualitySummary } from "../messages.gen.ts";
import { adapt, CAREFUL_LOSS_PERCENT, onAnotherPath, RUNGS, START } from "./adaptation.ts";
import { levelOf } from "./e-model.ts";
import { measure, type Measure } from "./measure.ts";
import type { Level, Quality, Warning } from "./quality.ts";
import { sampleOf, type Sample } from "./sample.ts";
import { limitVideo } from "./sender-limits.ts";
import { Steady } from "./steady.ts";
import { Tally } from "./tally.ts";
import { Warnings } from "./warnings.ts";

const EVERY_MS = 1_000;

/** What a monitor watches, and whom it tells. */
export interface QualityConfig {
  readonly clock: Clock;
  /** The statistics of the connection that the call has now; may reject while there is none. */
  readonly getStats: () => Promise<RTCStatsReport>;
  /**
   * Its senders, whose video is to fit the link: `active`, `maxBitrate`, `maxFramerate` and `scaleResolutionDownBy` of
   * what they send are then this monitor's. None when the application sees to that itself.
   */
  readonly senders?: () => readonly RTCRtpSender[];
  /** Told each second, once there is something to tell. */
  readonly onQuality: (quality: Quality) => void;
}

/** Watches a call from its first connection on, second by second, and has its video follow the link. */
export class QualityMonitor {
  readonly #config: QualityConfig;
  readonly #tally = new Tally();
  readonly #warnings = new Warnings();
  readonly #level = new Steady(4);
  readonly #warned = new Set<Warning>();
  #stop: Cancel = () => undefined;
  #closed = false;
  #held = false;
  #last: Sample | undefined;
  #at = 0;
  #adaptation = START;
  #highest = RUNGS.length;
  #freezes = 0;
  #iceRestarts = 0;
  #relayed: boolean | null = null;
  #lostAt: number | undefined;
  #reconnectingMs = 0;

  constructor(config: QualityConfig) {
    this.#config = config;
    this.#again();
  }

  /** The call is on hold, on either side: nothing is measured or limited until it goes on. */
  hold(on: boolean): void {
    this.#held = on;
    this.#last = undefined;
  }

  /** For every change of the connection's ICE state. */
  iceStateChanged(state: RTCIceConnectionState): void {
    const now = this.#config.clock.now();
    const lost = state === "disconnected" || state === "failed";
    if (lost) this.#lostAt ??= now;
    if (!lost && state !== "checking" && this.#lostAt !== undefined) {
      this.#reconnectingMs += now - this.#lostAt;
      this.#lostAt = undefined;
    }
  }

  /** How high the picture is shown at the other side, in pixels: more is not sent. No limit by default. */
  showAt(height: number): void {
    this.#highest = RUNGS.filter((rung) => rung.height < height).length;
  }

  /** The call so far, as `call-report` takes it; null before anything was heard. */
  summary(): QualitySummary | null {
    const figures = this.#tally.figures();
    const lostMs = this.#lostAt === undefined ? 0 : this.#config.clock.now() - this.#lostAt;
    return figures && {
      ...figures,
      freezes: this.#freezes,
      iceRestarts: this.#iceRestarts,
      reconnectingMs: Math.round(this.#reconnectingMs + lostMs),
      relayed: this.#relayed,
      warnings: [...this.#warned],
    };
  }

  /** Ends it; the summary stays. */
  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #again(): void {
    const look = (): void => void this.#look().finally(() => this.#again());
    if (!this.#closed) this.#stop = this.#config.clock.after(EVERY_MS, look);
  }

  async #look(): Promise<void> {
    if (this.#held) return;
    const report = await this.#config.getStats().catch(() => undefined);
    if (report === undefined || this.#held || this.#closed) return;
    const sample = sampleOf(report);
    const now = this.#config.clock.now();
    if (differ(sample.fragment, this.#last?.fragment)) this.#iceRestarts += 1;
    if (differ(sample.path, this.#last?.path)) this.#adaptation = onAnotherPath(this.#adaptation);
    if (this.#last) this.#tell(measure(this.#last, sample, (now - this.#at) / 1_000));
    this.#last = sample;
    this.#at = now;
  }

  #tell(now: Measure): void {
    this.#tally.add(now);
    this.#freezes += now.freezes;
    this.#relayed = now.relayed ?? this.#relayed;
    const audioOnly = this.#adapt(now);
    const lossy = this.#adaptation.lossPercent > CAREFUL_LOSS_PERCENT;
    const warnings = this.#warnings.add(now, audioOnly ? (lossy ? "high_loss_sent" : "low_bandwidth") : null);
    const best = warnings.includes("no_audio_received") ? 1 : audioOnly ? 2 : warnings.length > 0 ? 3 : 4;
    for (const warning of warnings) this.#warned.add(warning);
    const level = this.#level.add(now.mos === null ? 4 : levelOf(now.mos));
    this.#config.onQuality({
      ...now,
      level: Math.min(best, level) as Level,
      why: warnings[0] ?? null,
      warnings,
      audioOnly,
    });
  }

  /** Has the video that is being sent follow the link; returns whether it has yielded to sound. */
  #adapt(now: Measure): boolean {
    const senders = (this.#config.senders?.() ?? []).filter(({ track }) => track?.kind === "video");
    this.#adaptation = senders.length > 0 ? adapt(this.#adaptation, now) : START;
    const { mode, rung } = this.#adaptation;
    limitVideo(senders, mode !== "sound", Math.min(rung, this.#highest));
    return mode !== "video";
  }
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
