/** A track that knows only what this SDK asks of it. */
export class FakeTrack {
  enabled = true;
  muted = false;
  readyState = "live";

  constructor(readonly kind: "audio" | "video") {}

  getSettings(): MediaTrackSettings {
    return {};
  }

  stop(): void {
    this.readyState = "ended";
  }
}

export function fakeTrack(kind: "audio" | "video"): MediaStreamTrack {
  return new FakeTrack(kind) as unknown as MediaStreamTrack;
}

export function fakeStream(...tracks: MediaStreamTrack[]): MediaStream {
  return { getTracks: () => tracks } as unknown as MediaStream;
}

/** A sender and transceiver in one; `packets` is what it will say it has sent, each time it is asked. */
export class FakeSender {
  direction: RTCRtpTransceiverDirection = "sendrecv";
  currentDirection: RTCRtpTransceiverDirection | null = null;
  streams: MediaStream[] = [];
  readonly replaced: (MediaStreamTrack | null)[] = [];
  readonly receiver = { track: fakeTrack("audio") };
  packets: () => number = () => 0;
  refusal: Error | undefined;
  /** How it replaces a track; never settles when the connection was closed. */
  closed = false;

  constructor(public track: MediaStreamTrack | null) {}

  get sender(): this {
    return this;
  }

  getParameters = (): { encodings: object[] } => ({ encodings: [{}] });
  setParameters = async (): Promise<void> => undefined;

  setStreams(...streams: MediaStream[]): void {
    this.streams = streams;
  }

  async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
    this.replaced.push(track);
    if (this.closed) return new Promise(() => undefined);
    await Promise.resolve();
    if (this.refusal) throw this.refusal;
    this.track = track;
  }

  async getStats(): Promise<Map<string, unknown>> {
    return new Map([
      ["out", { type: "outbound-rtp", packetsSent: this.packets() }],
      ["other", { type: "transport", packetsSent: performance.now() }],
    ]);
  }
}
