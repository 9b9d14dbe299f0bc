import type { Devices } from "../../src/media/devices.ts";
import { MediaError, type DeviceTrouble } from "../../src/media/media-error.ts";
import type { OwnKind, OwnMedia, OwnMediaConfig } from "../../src/media/own-media.ts";
import type { Sounds } from "../../src/media/sounds.ts";
import type { Speaker } from "../../src/media/speaker.ts";
import { fakeTrack } from "../peer/fake-media.ts";

let streams = 0;

/** A stream that holds tracks, and has an id. */
export class FakeStream {
  readonly id = `stream${(streams += 1)}`;
  onremovetrack: ((event: { track: MediaStreamTrack }) => void) | null = null;
  readonly #tracks = new Set<MediaStreamTrack>();

  constructor(...tracks: MediaStreamTrack[]) {
    for (const track of tracks) this.addTrack(track);
  }

  getTracks = (): MediaStreamTrack[] => [...this.#tracks];
  addTrack = (track: MediaStreamTrack): void => void this.#tracks.add(track);
  removeTrack = (track: MediaStreamTrack): void => void this.#tracks.delete(track);

  /** As the engine does it, when the other side no longer sends it. */
  loses(track: MediaStreamTrack): void {
    this.removeTrack(track);
    this.onremovetrack?.({ track });
  }

  get stream(): MediaStream {
    return this as unknown as MediaStream;
  }
}

/** What one call captures; devices open at once, unless they are in trouble. */
export class FakeOwnMedia {
  readonly stream = new FakeStream();
  screen: FakeStream | null = null;
  readonly asked: { audio: boolean; video: boolean }[] = [];
  muted = false;
  held = false;
  closed = false;
  trouble: DeviceTrouble | undefined;
  /** Settles when the devices may open. */
  opening: Promise<void> = Promise.resolve();

  constructor(readonly config: OwnMediaConfig) {}

  get media(): OwnMedia {
    return this as unknown as OwnMedia;
  }

  async open(wanted: { audio: boolean; video: boolean }): Promise<void> {
    this.asked.push(wanted);
    await this.opening;
    if (this.trouble) throw new MediaError("microphone", this.trouble);
    if (this.closed) return;
    if (wanted.audio) this.put("audio", fakeTrack("audio"));
    if (wanted.video) this.put("video", fakeTrack("video"));
  }

  async setCamera(on: boolean): Promise<void> {
    this.put("video", on ? fakeTrack("video") : null);
  }

  async shareScreen(): Promise<boolean> {
    const track = fakeTrack("video");
    this.screen = new FakeStream(track);
    this.config.onTrack("screen", null, track, this.screen.stream);
    return true;
  }

  stopSharing(): void {
    const [track] = this.screen?.getTracks() ?? [];
    const screen = this.screen;
    this.screen = null;
    if (track && screen) this.config.onTrack("screen", track, null, screen.stream);
  }

  /** Another track of the kind takes the place of the one there is. */
  put(kind: Exclude<OwnKind, "screen">, next: MediaStreamTrack | null): void {
    const previous = this.stream.getTracks().find((track) => track.kind === kind) ?? null;
    if (previous) this.stream.removeTrack(previous);
    if (next) this.stream.addTrack(next);
    this.config.onTrack(kind, previous, next, this.stream.stream);
  }

  mute(on: boolean): void {
    this.muted = on;
  }

  hold(on: boolean): void {
    this.held = on;
  }

  async switchTo(): Promise<void> {}

  close(): void {
    this.closed = true;
  }
}

/** What is heard, in words. */
export class FakeSounds {
  readonly heard: string[] = [];

  get sounds(): Sounds {
    return this as unknown as Sounds;
  }

  ring(on: boolean): void {
    this.heard.push(on ? "ring" : "no ring");
  }

  ringback(on: boolean): void {
    this.heard.push(on ? "ringback" : "no ringback");
  }

  ended(): void {
    this.heard.push("ended");
  }

  failed(): void {
    this.heard.push("failed");
  }

  close(): void {}
}

/** The streams that are played, and those of them that are muted. */
export class FakeSpeaker {
  readonly playing = new Set<MediaStream>();
  readonly muted = new Set<MediaStream>();

  get speaker(): Speaker {
    return this as unknown as Speaker;
  }

  play(stream: MediaStream): { mute(on: boolean): void; close(): void } {
    this.playing.add(stream);
    return {
      mute: (on) => void (on ? this.muted.add(stream) : this.muted.delete(stream)),
      close: () => void this.playing.delete(stream),
    };
  }

  close(): void {}
}

export const fakeDevices = { list: () => [], has: () => true, onChange: () => () => undefined, close: () => undefined } as unknown as Devices;
