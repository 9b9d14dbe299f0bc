import { ProxyTransceiver, type Snapshot } from "./explorer-transceiver.ts";

/** What the world is told, and what it answers when it is asked something that cannot wait. */
export interface World {
  tell(command: string, ...values: unknown[]): void;
  ask(command: string, ...values: unknown[]): unknown;
  now(): number;
}

type Description = { type: RTCSdpType; sdp: string };
type State = Partial<Record<string, unknown>>;

/** Stands for an RTCPeerConnection whose state and decisions live in another process: it mirrors the one, and tells or
 * asks the other. */
export class ProxyConnection extends EventTarget {
  signalingState: RTCSignalingState = "stable";
  iceConnectionState: RTCIceConnectionState = "new";
  connectionState: RTCPeerConnectionState = "new";
  currentLocalDescription: Description | null = null;
  currentRemoteDescription: Description | null = null;
  pendingLocalDescription: Description | null = null;
  pendingRemoteDescription: Description | null = null;
  readonly #world: World;
  readonly #signals: (AbortSignal | undefined)[] = [];
  readonly #tracks = new Map<string, MediaStreamTrack>();
  readonly #underWay = new Map<number, (error: string | null, value: unknown) => void>();
  #transceivers: ProxyTransceiver[] = [];
  #operations = 0;

  constructor(world: World) {
    super();
    this.#world = world;
  }

  get localDescription(): Description | null {
    return this.pendingLocalDescription ?? this.currentLocalDescription;
  }

  get remoteDescription(): Description | null {
    return this.pendingRemoteDescription ?? this.currentRemoteDescription;
  }

  now = (): number => this.#world.now();
  know = (track: MediaStreamTrack): void => void this.#tracks.set(track.id, track);
  track = (id: string | null): MediaStreamTrack | null => (id === null ? null : (this.#tracks.get(id) ?? null));

  setLocalDescription = (description: Description | null = null) => this.operate("set_local_description", description);
  setRemoteDescription = (description: Description) => this.operate("set_remote_description", description);
  addIceCandidate = (candidate: RTCIceCandidateInit) => this.operate("add_ice_candidate", candidate);
  createOffer = () => this.operate("create", "offer");
  createAnswer = () => this.operate("create", "answer");
  restartIce = (): void => this.#world.tell("restart");
  getConfiguration = (): RTCConfiguration => ({});
  setConfiguration = (): void => undefined;
  getTransceivers = (): ProxyTransceiver[] => [...this.#transceivers];
  getSenders = (): ProxyTransceiver[] => [...this.#transceivers];
  getReceivers = (): { track: MediaStreamTrack }[] => this.#transceivers.map(({ receiver }) => receiver);
  getStats = async (): Promise<Map<string, unknown>> => new Map();

  addTrack(track: MediaStreamTrack, ...streams: MediaStream[]): ProxyTransceiver {
    this.know(track);
    this.ask("add_track", track.id, track.kind, streams.map(({ id }) => id));
    const sender = this.#transceivers.find(({ snapshot }) => snapshot.track === track.id);
    if (sender === undefined) throw new DOMException("no sender", "InvalidAccessError");
    return sender;
  }

  addTransceiver(trackOrKind: MediaStreamTrack | string, { streams = [] }: RTCRtpTransceiverInit): ProxyTransceiver {
    const track = typeof trackOrKind === "string" ? null : trackOrKind;
    if (track) this.know(track);
    this.ask("add_transceiver", track?.kind ?? trackOrKind, track?.id ?? null, streams.map(({ id }) => id));
    const added = this.#transceivers.at(-1);
    if (added === undefined) throw new DOMException("no transceiver", "InvalidStateError");
    return added;
  }

  removeTrack({ snapshot }: ProxyTransceiver): void {
    this.ask("remove_track", snapshot.id);
  }

  close(): void {
    this.signalingState = "closed";
    this.connectionState = this.iceConnectionState = "closed";
    this.#world.tell("close");
  }

  /** Something that changes the state at once. */
  ask(command: string, ...values: unknown[]): void {
    if (this.signalingState === "closed") throw new DOMException("closed", "InvalidStateError");
    this.become((this.#world.ask(command, ...values) as State | null) ?? {});
  }

  operate(name: string, argument: unknown): Promise<never> {
    const number = (this.#operations += 1);
    this.#world.tell("operate", number, name, argument);
    return new Promise<unknown>((resolve, reject) => {
      this.#underWay.set(number, (error, value) => {
        if (error === null) resolve(value);
        else reject(new DOMException("refused", error));
      });
    }) as Promise<never>;
  }

  settled(number: number, error: string | null, value: unknown): void {
    const settle = this.#underWay.get(number);
    this.#underWay.delete(number);
    settle?.(error, value);
  }

  /** The world shows what has changed. */
  become({ transceivers, ...changes }: State): void {
    Object.assign(this, changes);
    if (transceivers === undefined) return;
    const known = new Map(this.#transceivers.map((each) => [each.snapshot.id, each]));
    this.#transceivers = (transceivers as Snapshot[]).map((snapshot) => {
      const transceiver = known.get(snapshot.id) ?? new ProxyTransceiver(snapshot, this);
      transceiver.snapshot = snapshot;
      return transceiver;
    });
  }

  happens(name: string, payload: unknown): void {
    this.dispatchEvent(Object.assign(new Event(name), this.#detail(name, payload)));
  }

  /** How many listeners nobody has taken away. Node itself forgets some of those that a signal should end. */
  get listening(): number {
    return this.#signals.filter((signal) => !signal?.aborted).length;
  }

  override addEventListener(...[name, listener, options]: Parameters<EventTarget["addEventListener"]>): void {
    super.addEventListener(name, listener, options);
    this.#signals.push((options as AddEventListenerOptions | undefined)?.signal);
  }

  #detail(name: string, payload: unknown): object {
    if (name === "icecandidate") {
      const candidate = payload && { ...payload, toJSON: () => payload };
      return { candidate };
    }
    const transceiver = this.#transceivers.find(({ snapshot }) => snapshot.id === payload);
    return name === "track" ? { track: transceiver?.receiver.track, streams: [] } : {};
  }
}
