import type { Cancel, Clock } from "../clock.ts";
import { onGesture } from "./gesture.ts";

const EVERY_MS = 100;
/** About 43 ms of sound at 48 kHz. */
const SAMPLES = 2_048;
/** -45 dBFS: speech at an arm's length is 15 dB above it, a quiet room as much below. */
const SPEECH = Math.cbrt(10 ** (-45 / 20));
/** People pause between syllables. */
const PAUSE_MS = 300;

/** Measures what `level()` tells. */
export function measureLevel(
  track: MediaStreamTrack,
  onLevel: (level: number, talking: boolean) => void,
  clock: Clock,
): Cancel {
  // What is looked at ten times a second need not be rendered more often: a third of the work (Chromium).
  const context = new AudioContext({ latencyHint: EVERY_MS / 1_000 });
  const analyser = new AnalyserNode(context, { fftSize: SAMPLES });
  const heard = track.clone();
  heard.enabled = true;
  new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([heard]) }).connect(analyser);
  const forget = onGesture(() => void context.resume());
  const samples = new Float32Array(SAMPLES);
  let talkedAt = -Infinity;
  let stop: Cancel;
  const measure = (): void => {
    stop = clock.after(EVERY_MS, measure);
    if (context.state !== "running") return;
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / SAMPLES;
    const loudness = Math.min(1, Math.cbrt(Math.sqrt(power)));
    if (loudness > SPEECH) talkedAt = clock.now();
    onLevel(loudness, clock.now() - talkedAt <= PAUSE_MS);
  };
  stop = clock.after(EVERY_MS, measure);
  return () => {
    stop();
    forget();
    heard.stop();
    context.close().catch(() => undefined);
  };
}
