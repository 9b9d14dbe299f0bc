import { systemClock, type Cancel, type Clock } from "../clock.ts";
import { MediaError } from "./media-error.ts";
import { loadCapturing } from "../parts.ts";
import type { Speaker, SpeakerConfig } from "./speaker.ts";

/**
 * Tells ten times a second how loud `track` is, whether it is enabled or not, and whether somebody talks. The level is
 * the cube root of the amplitude, near to what an ear makes of it: 0 is nothing at all, 1 is full scale. Nothing is
 * told while the browser keeps sound back.
 */
export function level(
  track: MediaStreamTrack,
  onLevel: (level: number, talking: boolean) => void,
  clock: Clock = systemClock,
): Cancel {
  let stop: Cancel | undefined;
  let over = false;
  load().then(
    ({ measureLevel }) => {
      if (!over) stop = measureLevel(track, onLevel, clock);
    },
    () => undefined,
  );
  return () => {
    over = true;
    stop?.();
  };
}

/**
 * Opens the chosen microphone and tells its level, as `level()`; with a `speaker`, one hears oneself there a second
 * later. Ends with the returned function. Rejects with a MediaError.
 */
export async function testMicrophone(
  config: SpeakerConfig & { readonly speaker?: Speaker },
  onLevel: (level: number, talking: boolean) => void,
): Promise<Cancel> {
  return (await load()).testMicrophone(config, onLevel);
}

const load = () =>
  loadCapturing().catch((cause: unknown) => {
    throw new MediaError("microphone", "failed", cause);
  });
