import { systemClock, type Cancel } from "../clock.ts";
import { constraintsOf } from "./constraints.ts";
import { measureLevel } from "./level-meter.ts";
import type { Speaker, SpeakerConfig } from "./speaker.ts";

/** Late enough to be told from one's own voice in the room, in seconds. */
const DELAY = 1;

/** See `testMicrophone()` in `microphone.ts`. */
export async function testMicrophone(
  { devices, settings, speaker }: SpeakerConfig & { readonly speaker?: Speaker },
  onLevel: (level: number, talking: boolean) => void,
): Promise<Cancel> {
  const stream = await devices.open("microphone", { audio: constraintsOf("microphone", settings.get()) });
  const tracks = stream.getTracks();
  const ends = tracks.map((track) => measureLevel(track, onLevel, systemClock));
  if (speaker) ends.push(hear(stream, speaker));
  return () => {
    for (const end of ends) end();
    for (const track of tracks) track.stop();
  };
}

function hear(stream: MediaStream, speaker: Speaker): Cancel {
  const context = new AudioContext();
  const later = new DelayNode(context, { delayTime: DELAY, maxDelayTime: DELAY });
  const output = new MediaStreamAudioDestinationNode(context);
  new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(later).connect(output);
  const playback = speaker.play(output.stream);
  return () => {
    playback.close();
    context.close().catch(() => undefined);
  };
}
