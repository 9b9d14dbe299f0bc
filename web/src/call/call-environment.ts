import { systemClock, type Clock } from "../clock.ts";
import { Devices } from "../media/devices.ts";
import { OwnMedia, type OwnMediaConfig } from "../media/own-media.ts";
import { Sounds } from "../media/sounds.ts";
import { Speaker, type SpeakerConfig } from "../media/speaker.ts";
import { browserEnvironment, type PeerEnvironment } from "../peer/peer-config.ts";
import { browserSignalingEnvironment, type SignalingEnvironment } from "../signaling/signaling-config.ts";

/** What the calls take from the browser; tests put their own in its place. */
export interface CallEnvironment {
  readonly clock: Clock;
  readonly signaling: SignalingEnvironment;
  readonly peer: PeerEnvironment;
  readonly createDevices: () => Devices;
  readonly createOwnMedia: (config: OwnMediaConfig) => OwnMedia;
  readonly createSounds: (config: SpeakerConfig) => Sounds;
  readonly createSpeaker: (config: SpeakerConfig) => Speaker;
  readonly createStream: () => MediaStream;
}

export const browserCallEnvironment: CallEnvironment = {
  clock: systemClock,
  signaling: browserSignalingEnvironment,
  peer: browserEnvironment,
  createDevices: () => new Devices(),
  createOwnMedia: (config) => new OwnMedia(config),
  createSounds: (config) => new Sounds(config),
  createSpeaker: (config) => new Speaker(config),
  createStream: () => new MediaStream(),
};
