/** The devices of an imaginary machine, put in the place of the browser's. Each test file has a process of its own. */
type Kind = "audio" | "video";

const KIND: Record<string, MediaDeviceKind> = { audio: "audioinput", video: "videoinput" };

export class FakeTrack {
  enabled = true;
  muted = false;
  readyState: MediaStreamTrackState = "live";
  onended: (() => void) | null = null;
  /** Whether it can change its processing while it runs. */
  static adjustable = true;
  /** Every clone of a track; it holds the device as the track does. */
  static clones: FakeTrack[] = [];

  constructor(
    readonly kind: Kind,
    readonly settings: MediaTrackSettings = {},
  ) {}

  getSettings(): MediaTrackSettings {
    return this.settings;
  }

  async applyConstraints(constraints: MediaTrackConstraints): Promise<void> {
    if (FakeTrack.adjustable) Object.assign(this.settings, constraints, { deviceId: this.settings.deviceId });
  }

  clone(): FakeTrack {
    const clone = new FakeTrack(this.kind, this.settings);
    clone.enabled = this.enabled;
    FakeTrack.clones.push(clone);
    return clone;
  }

  stop(): void {
    this.readyState = "ended";
  }

  /** The device is gone, or the user has ended it in the browser. */
  end(): void {
    this.stop();
    this.onended?.();
  }
}

export class FakeStream {
  readonly #tracks: FakeTrack[];

  constructor(tracks: FakeTrack[] = []) {
    this.#tracks = [...tracks];
  }

  getTracks(): FakeTrack[] {
    return [...this.#tracks];
  }

  addTrack(track: FakeTrack): void {
    this.#tracks.push(track);
  }

  removeTrack(track: FakeTrack): void {
    this.#tracks.splice(this.#tracks.indexOf(track), 1);
  }
}

export class FakeMachine extends EventTarget {
  plugged: MediaDeviceInfo[] = [];
  /** Every track that was ever captured. */
  readonly tracks: FakeTrack[] = [];
  /** What was asked for, as "audio+video". */
  readonly asked: string[] = [];
  /** Devices that another program holds. */
  readonly busy = new Set<string>();
  /** The name of the refusal of everything that is asked for, by kind. */
  readonly refused = new Map<Kind | "screen", string>();
  /** A telephone opens one device of a kind at a time. */
  oneAtATime = false;
  /** The user is being asked, until this is resolved. */
  question: Promise<void> = Promise.resolve();

  get live(): FakeTrack[] {
    return this.tracks.filter(({ readyState }) => readyState === "live");
  }

  /** The devices in use. */
  get inUse(): (string | undefined)[] {
    return this.live.map(({ settings }) => settings.deviceId);
  }

  async enumerateDevices(): Promise<MediaDeviceInfo[]> {
    return this.plugged;
  }

  async getUserMedia(constraints: { readonly [kind in Kind]?: MediaTrackConstraints | false }): Promise<FakeStream> {
    const wanted = Object.entries(constraints).filter(([, each]) => each) as [Kind, MediaTrackConstraints][];
    this.asked.push(wanted.map(([kind]) => kind).join("+"));
    await this.question;
    const opened = wanted.map(([kind, each]) => this.#open(kind, each));
    this.tracks.push(...opened);
    return new FakeStream(opened);
  }

  async getDisplayMedia(): Promise<FakeStream> {
    await this.question;
    refuse(this.refused.get("screen"));
    const track = new FakeTrack("video");
    this.tracks.push(track);
    return new FakeStream([track]);
  }

  async plug(deviceId: string, kind: MediaDeviceKind): Promise<void> {
    this.plugged = [...this.plugged, { deviceId, kind, label: deviceId, groupId: "" } as MediaDeviceInfo];
    await this.#changed();
  }

  /** Its tracks end first, unless the browser does not notice; then the list changes. */
  async unplug(deviceId: string, noticed = true): Promise<void> {
    this.plugged = this.plugged.filter((device) => device.deviceId !== deviceId);
    for (const track of this.live) if (noticed && track.settings.deviceId === deviceId) track.end();
    await this.#changed();
  }

  async #changed(): Promise<void> {
    this.dispatchEvent(new Event("devicechange"));
    await settle();
  }

  /** As Chromium does: a second capture of a device that is open already is not processed. */
  #open(kind: Kind, { deviceId, ...processing }: MediaTrackConstraints): FakeTrack {
    refuse(this.refused.get(kind));
    const named = (deviceId as { exact?: string | [] }).exact ?? [];
    const there = this.plugged.filter((device) => device.kind === KIND[kind]);
    const chosen = there.find((device) => named.length === 0 || device.deviceId === named);
    if (!chosen) return refuse(there.length === 0 ? "NotFoundError" : "OverconstrainedError");
    const taken = this.oneAtATime && this.live.some((track) => track.kind === kind);
    if (taken || this.busy.has(chosen.deviceId)) return refuse("NotReadableError");
    const held = [...this.tracks, ...FakeTrack.clones].filter(({ readyState }) => readyState === "live");
    const again = held.some(({ settings }) => settings.deviceId === chosen.deviceId);
    const settings = again ? { noiseSuppression: false } : { ...(processing as MediaTrackSettings) };
    return new FakeTrack(kind, { ...settings, deviceId: chosen.deviceId });
  }
}

function refuse(name: "NotFoundError" | "NotReadableError" | "OverconstrainedError"): never;
function refuse(name: string | undefined): void;
function refuse(name: string | undefined): void {
  if (name) throw new DOMException("refused", name);
}

/** Lets everything that is ready run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A machine with these devices, which the page sees; with none at all when it is not served securely. */
export function install(secure = true): FakeMachine {
  const machine = new FakeMachine();
  const mediaDevices = secure ? machine : undefined;
  Object.defineProperty(globalThis, "navigator", { value: { mediaDevices }, configurable: true });
  Object.assign(globalThis, { MediaStream: FakeStream });
  FakeTrack.adjustable = true;
  FakeTrack.clones = [];
  return machine;
}
