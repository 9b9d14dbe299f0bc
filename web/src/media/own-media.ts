import type { Capture } from "./capture.ts";
import { constraintsOf } from "./constraints.ts";
import { MediaError, type DeviceKind } from "./media-error.ts";
import type { OwnMediaConfig } from "./own-media-config.ts";
import { loadCapturing } from "../parts.ts";

export type { OwnKind, OwnMediaConfig } from "./own-media-config.ts";

/**
 * What one call captures. It follows the settings: another microphone, camera or processing is taken into use at once.
 * A device that disappears is replaced by another one, and the chosen one is taken again when it is back.
 */
export class OwnMedia {
  /** The microphone and the camera, each while it is open: one stream, as long as the call lasts. */
  readonly stream = new MediaStream();
  readonly #config: OwnMediaConfig;
  readonly #loadCapturing: typeof loadCapturing;
  #capture: Capture | undefined;
  #muted = false;
  #held = false;
  #closed = false;

  constructor(config: OwnMediaConfig, load = loadCapturing) {
    this.#config = config;
    this.#loadCapturing = load;
  }

  /** The screen while it is shared; its id is the msid under which the other side gets it. */
  get screen(): MediaStream | null {
    return this.#capture?.screen ?? null;
  }

  /**
   * Opens what is wanted, with one question to the user. Rejects with a MediaError; but with a microphone and no camera
   * it goes on, and `onTrouble` is told.
   */
  async open(wanted: { readonly audio: boolean; readonly video: boolean }): Promise<void> {
    const capture = await this.#load();
    if (capture) await capture.open(wanted);
    else if (wanted.audio && !this.#closed) await this.#openPlainly();
  }

  /** Off, the camera is released and its light goes out. Rejects with a MediaError. */
  async setCamera(on: boolean): Promise<void> {
    await (await this.#loaded("camera")).setCamera(on);
  }

  /** Silences the microphone, and whichever takes its place. It stays open, to notice who talks in vain. */
  mute(on: boolean): void {
    this.#muted = on;
    this.#enable();
  }

  /** On hold, sound is sent as silence and pictures as black. */
  hold(on: boolean): void {
    this.#held = on;
    this.#enable();
  }

  /** Lets the user choose a screen, a window or a tab; false when they choose none. Rejects with a MediaError. */
  async shareScreen(): Promise<boolean> {
    return (await this.#loaded("screen")).shareScreen();
  }

  /** Also happens by itself, when the user ends it in the browser or closes the window. */
  stopSharing(): void {
    this.#capture?.stopSharing();
  }

  /** Remembers the choice; settles once it is in use. Rejects with a MediaError: what was in use goes on, if it can. */
  async switchTo(kind: DeviceKind, deviceId: string | null): Promise<void> {
    this.#config.settings.set({ [kind]: deviceId });
    if (kind !== "speaker") await this.#capture?.settled(kind);
  }

  /** Releases everything; nothing is told any more. */
  close(): void {
    this.#closed = true;
    this.#capture?.close();
    for (const track of this.stream.getTracks()) track.stop();
  }

  async #load(): Promise<Capture | undefined> {
    const part = await this.#loadCapturing().catch(() => undefined);
    if (!part || this.#closed) return undefined;
    return (this.#capture ??= new part.Capture({
      ...this.#config,
      stream: this.stream,
      quiet: () => this.#muted || this.#held,
      onTrack: (...change) => this.#changed(...change),
    }));
  }

  async #loaded(device: MediaError["device"]): Promise<Capture> {
    const capture = await this.#load();
    if (!capture) throw new MediaError(device, "failed");
    return capture;
  }

  /** Rather a call with nothing but a microphone than none. */
  async #openPlainly(): Promise<void> {
    const { devices, settings } = this.#config;
    const opened = await devices.open("microphone", { audio: constraintsOf("microphone", settings.get()) });
    for (const track of opened.getTracks()) {
      this.stream.addTrack(track);
      this.#changed("audio", null, track, this.stream);
    }
    if (this.#closed) this.close();
  }

  #changed(...change: Parameters<OwnMediaConfig["onTrack"]>): void {
    this.#enable();
    if (!this.#closed) this.#config.onTrack(...change);
  }

  #enable(): void {
    for (const track of [...this.stream.getTracks(), ...(this.screen?.getTracks() ?? [])]) {
      track.enabled = !this.#held && !(this.#muted && track.kind === "audio");
    }
  }
}
