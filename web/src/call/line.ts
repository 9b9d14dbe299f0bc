import type { Change } from "./call-event.ts";
import { Connections, type ConnectionsOptions } from "./connections.ts";
import { QualityWatch } from "./quality-watch.ts";
import { RemoteMedia } from "./remote-media.ts";
import type { MediaState } from "./state.ts";
import { closedError } from "../lifetime.ts";
import { MediaError } from "../media/media-error.ts";
import type { OwnKind, OwnMedia } from "../media/own-media.ts";
import type { Playback } from "../media/speaker.ts";
import type { QualitySummary } from "../quality/quality.ts";

/** Which call it is for, and whom it tells. */
export interface LineOptions extends Omit<ConnectionsOptions, "onTrack"> {
  readonly change: (change: Change) => void;
  /** A device is open: what stood in its way does so no more. */
  readonly onCaptured: (device: MediaError["device"]) => void;
  /** There is no microphone, or no connection can be made; a code. */
  readonly onFailure: (code: string) => void;
}

/** The media of one call: what is captured and played here, and the way between the two sides. */
export class Line {
  readonly own: OwnMedia;
  readonly remote: RemoteMedia;
  readonly connections: Connections;
  readonly #options: LineOptions;
  readonly #playback: Playback;
  readonly #quality: QualityWatch;
  #opened = false;
  #muted = false;
  #microphone = true;
  #onHold = { own: false, other: false };

  constructor(options: LineOptions, begins: ConstructorParameters<typeof Connections>[1]) {
    const { change, context, onIce, onReplaced } = options;
    const { environment, devices, settings, speaker } = context;
    this.#options = options;
    this.own = environment.createOwnMedia({
      devices,
      settings,
      onTrack: (...track) => this.#put(...track),
      onTrouble: ({ code }) => change({ trouble: code }),
      onNotice: (notice) => change({ notice }),
    });
    this.remote = new RemoteMedia(environment.createStream, (received) => change({ received }));
    this.#playback = speaker.play(this.remote.stream);
    const watched: ConnectionsOptions = {
      ...options,
      onTrack: (track, streams) => this.remote.add(track, streams),
      onIce: (state) => {
        this.#quality.iceStateChanged(state);
        onIce(state);
      },
      onReplaced: () => {
        this.remote.clear();
        onReplaced();
      },
    };
    this.connections = new Connections(watched, begins);
    this.#quality = new QualityWatch({
      clock: environment.clock,
      getStats: () => this.getStats(),
      senders: () => this.connections.manager?.senders ?? [],
      onQuality: (quality) => change({ quality }),
    });
  }

  /** Opens the devices and makes the connection, unless that was done before. Until then nothing is opened. */
  async open(wanted: { readonly audio: boolean; readonly video: boolean }): Promise<void> {
    if (this.#opened) return;
    this.#opened = true;
    try {
      await Promise.all([this.connections.connect(), this.#capture(wanted)]);
    } catch (error) {
      this.#options.onFailure(error instanceof MediaError ? error.code : "failed");
    }
  }

  mute(on: boolean): void {
    this.#muted = on;
    this.own.mute(on);
    this.#options.change({ own: { audio: this.#audible } });
  }

  hold(on: boolean): void {
    this.own.hold(on);
    this.#playback.mute(on);
    this.#options.change({ own: { hold: on } });
    this.#held({ own: on });
  }

  /** What the other side does now. */
  follow({ screen, hold, shownHeight }: MediaState): void {
    this.remote.setScreen(screen);
    this.#quality.showAt(shownHeight ?? Infinity);
    this.#held({ other: hold });
  }

  /** Rejects with an InvalidStateError while there is no connection. */
  async getStats(): Promise<RTCStatsReport> {
    const { manager } = this.connections;
    if (!manager) throw closedError();
    return manager.getStats();
  }

  /** Ends everything, devices included. How it was, if there was a connection. */
  close(): QualitySummary | null {
    this.connections.close();
    this.own.close();
    this.#playback.close();
    return this.#quality.close();
  }

  async #capture(wanted: { readonly audio: boolean; readonly video: boolean }): Promise<void> {
    await this.own.open(wanted);
    const kinds = this.own.stream.getTracks().map(({ kind }) => kind);
    this.#microphone = kinds.includes("audio");
    this.#options.change({ own: { audio: this.#audible, video: kinds.includes("video") } });
    this.connections.sendMedia(() => [this.own.stream, ...(this.own.screen ? [this.own.screen] : [])]);
  }

  #put(kind: OwnKind, previous: MediaStreamTrack | null, next: MediaStreamTrack | null, stream: MediaStream): void {
    this.connections.put(previous, next, stream);
    const sent = next !== null;
    if (sent) this.#options.onCaptured(kind === "audio" ? "microphone" : kind === "video" ? "camera" : "screen");
    if (kind === "audio") this.#microphone = sent;
    const own = { audio: { audio: this.#audible }, video: { video: sent }, screen: { screen: sent ? stream.id : null } };
    this.#options.change({ own: own[kind] });
  }

  get #audible(): boolean {
    return this.#microphone && !this.#muted;
  }

  #held(change: Partial<{ own: boolean; other: boolean }>): void {
    Object.assign(this.#onHold, change);
    this.#quality.hold(this.#onHold.own || this.#onHold.other);
  }
}
