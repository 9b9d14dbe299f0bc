import type { Cancel } from "../clock.ts";
import { constraintsOf } from "./constraints.ts";
import type { MediaError } from "./media-error.ts";
import { watchMicrophone, type MicrophoneNotice } from "./microphone-watch.ts";
import type { OwnMediaConfig, Track } from "./own-media-config.ts";
import { SharedScreen } from "./screen.ts";
import { Source } from "./source.ts";

/** What `OwnMedia` tells what it captures. */
export interface CaptureConfig extends OwnMediaConfig {
  /** Where microphone and camera are put. */
  readonly stream: MediaStream;
  /** Whether the microphone is not to be heard now. */
  readonly quiet: () => boolean;
}

/** Microphone, camera and screen of one call: see `OwnMedia`. */
export class Capture {
  readonly #config: CaptureConfig;
  readonly #microphone: Source;
  readonly #camera: Source;
  readonly #screen: SharedScreen;
  readonly #forget: Cancel[];
  #closed = false;
  #unwatch: Cancel | null = null;

  constructor(config: CaptureConfig) {
    this.#config = config;
    const { devices, settings } = config;
    const source = (device: "microphone" | "camera", kind: "audio" | "video"): Source => {
      const onChange = (previous: Track, next: Track): void => this.#changed(kind, previous, next);
      const onRelease = (): void => void (kind === "audio" && this.#watch(null));
      return new Source(device, { devices, settings, onChange, onRelease, onTrouble: (error) => this.#trouble(error) });
    };
    this.#microphone = source("microphone", "audio");
    this.#camera = source("camera", "video");
    this.#screen = new SharedScreen(devices, (...change) => config.onTrack("screen", ...change));
    const follow = (): void => void this.#recover();
    this.#forget = [devices.onChange(follow), settings.subscribe(follow)];
  }

  get screen(): MediaStream | null {
    return this.#screen.stream;
  }

  async open({ audio, video }: { readonly audio: boolean; readonly video: boolean }): Promise<void> {
    if (!audio || !video) return (audio ? this.#microphone : this.#camera).want(audio || video);
    const settings = this.#config.settings.get();
    const constraints = { audio: constraintsOf("microphone", settings), video: constraintsOf("camera", settings) };
    try {
      const stream = await this.#config.devices.open("camera", constraints);
      for (const track of stream.getTracks()) {
        if (this.#closed) track.stop();
        else (track.kind === "audio" ? this.#microphone : this.#camera).take(track, settings);
      }
      await this.#recover();
    } catch (error) {
      if (this.#closed) return;
      await this.#microphone.want(true);
      this.#trouble(error as MediaError);
    }
  }

  async setCamera(on: boolean): Promise<void> {
    await this.#camera.want(on);
  }

  shareScreen(): Promise<boolean> {
    return this.#screen.share();
  }

  stopSharing(): void {
    this.#screen.stop();
  }

  /** Settles once the chosen device is in use. Rejects with a MediaError. */
  settled(kind: "microphone" | "camera"): Promise<void> {
    return (kind === "camera" ? this.#camera : this.#microphone).settled;
  }

  /** Releases everything; nothing is told any more. */
  close(): void {
    this.#closed = true;
    for (const forget of this.#forget) forget();
    this.#screen.close();
    void this.#microphone.want(false);
    void this.#camera.want(false);
  }

  async #recover(): Promise<void> {
    await Promise.all([this.#microphone.follow(), this.#camera.follow()]);
  }

  #changed(kind: "audio" | "video", previous: Track, next: Track): void {
    const { stream, onTrack } = this.#config;
    if (previous) stream.removeTrack(previous);
    if (next) stream.addTrack(next);
    if (kind === "audio") this.#watch(next);
    if (!this.#closed) onTrack(kind, previous, next, stream);
  }

  #watch(track: Track): void {
    this.#unwatch?.();
    const told = (notice: MicrophoneNotice | null): void => void (this.#closed || this.#config.onNotice?.(notice));
    this.#unwatch = track && watchMicrophone(track, this.#config.quiet, told);
  }

  #trouble(error: MediaError): void {
    if (!this.#closed) this.#config.onTrouble(error);
  }
}
