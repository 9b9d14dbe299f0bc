import { systemClock, type Cancel, type Clock } from "../clock.ts";
import { measureLevel } from "./level-meter.ts";

/** The person talks while muted; the microphone gives no sound at all, not even noise. */
export type MicrophoneNotice = "muted_talking" | "no_sound";

/** A cough is not talk. */
const TALK_MS = 700;
/** How long the word of it stands after the last syllable. */
const TALKED_MS = 3_000;
const SILENT_MS = 4_000;
/** -100 dBFS, below the last bit of 16: a microphone that is switched off, unplugged or muted by the system. */
const SILENCE = Math.cbrt(10 ** (-100 / 20));

/** Tells what is amiss with a microphone, and null when it no longer is or is no longer watched. */
export function watchMicrophone(
  track: MediaStreamTrack,
  muted: () => boolean,
  onNotice: (notice: MicrophoneNotice | null) => void,
  clock: Clock = systemClock,
): Cancel {
  let notice: MicrophoneNotice | null = null;
  let quietAt = clock.now();
  let talkedAt = -Infinity;
  let soundAt = clock.now();
  const judge = (now: number): MicrophoneNotice | null => {
    if (muted() && now - quietAt >= TALK_MS) return "muted_talking";
    if (muted() && notice && now - talkedAt < TALKED_MS) return notice;
    return now - soundAt >= SILENT_MS ? "no_sound" : null;
  };
  const say = (next: MicrophoneNotice | null): void => {
    if (next !== notice) onNotice((notice = next));
  };
  const hear = (loudness: number, talking: boolean): void => {
    const now = clock.now();
    if (talking) talkedAt = now;
    if (!talking || !muted()) quietAt = now;
    if (muted() || loudness > SILENCE) soundAt = now;
    say(judge(now));
  };
  const stop = measureLevel(track, hear, clock);
  return () => {
    stop();
    say(null);
  };
}
