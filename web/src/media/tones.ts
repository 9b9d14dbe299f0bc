export type Tone = "ring" | "ringback" | "ended" | "failed";

/** Frequency in hertz, beginning and length in seconds. */
type Note = readonly [hertz: number, at: number, length: number];

/** Seconds until it is repeated, volume, notes. The ringback tone is Europe's: 1 s in 5 (ITU-T E.180). */
const TONES: Readonly<Record<Tone, readonly [seconds: number, volume: number, ...Note[]]>> = {
  ring: [3, 0.2, [659, 0, 0.35], [784, 0.2, 0.35], [1047, 0.4, 0.8]],
  ringback: [5, 0.08, [425, 0, 1]],
  ended: [0.5, 0.12, [523, 0, 0.2], [392, 0.18, 0.3]],
  failed: [1.1, 0.12, [330, 0, 0.25], [330, 0.4, 0.25], [330, 0.8, 0.3]],
};

/** Long enough not to click, in seconds. */
export const FADE = 0.03;

/** One round of a tone, as samples. */
export function samplesOf(tone: Tone, rate: number): Float32Array<ArrayBuffer> {
  const [seconds, volume, ...notes] = TONES[tone];
  const samples = new Float32Array(seconds * rate);
  for (const [hertz, at, length] of notes) {
    const first = Math.round(at * rate);
    for (let index = 0; index < length * rate; index++) {
      const time = index / rate;
      const envelope = Math.min(1, time / FADE, (length - time) / FADE);
      samples[first + index] = (samples[first + index] ?? 0) + volume * envelope * Math.sin(2 * Math.PI * hertz * time);
    }
  }
  return samples;
}
