import { FakeSender } from "./fake-media.ts";
import { settle } from "../virtual-clock.ts";

type Description = { type: "offer" | "answer"; sdp: string };
type Operation = "setLocalDescription" | "setRemoteDescription" | "addIceCandidate";

/**
 * The part of RTCPeerConnection that the negotiation lives on: the signalling states with implicit rollback, the chain
 * of operations, and `negotiationneeded`, asked again on every return to stable. Knows no SDP and sends nothing.
 */
export class FakePeerConnection extends EventTarget {
  signalingState: RTCSignalingState = "stable";
  iceConnectionState: RTCIceConnectionState = "new";
  connectionState: RTCPeerConnectionState = "new";
  currentLocalDescription: Description | null = null;
  currentRemoteDescription: Description | null = null;
  #pendingLocal: Description | null = null;
  #pendingRemote: Description | null = null;
  /** Every operation in the order it was called, with what it was called with. */
  readonly calls: string[] = [];
  /** What the engine will refuse, by operation; for one call each. */
  readonly refusals: Partial<Record<Operation, Error>> = {};
  readonly senders: FakeSender[] = [];
  /** What its descriptions say after their names. */
  sections = "";
  /** How many turns of the event loop an operation takes. */
  turns = 1;
  /** Whether it finds a candidate of its own as soon as it is described; an empty one, which nobody hears of. */
  gathers = true;
  rollbacks = 0;
  restarts = 0;
  /** More is needed than the descriptions say, until an offer of our own has been answered. */
  #needed = false;
  /** webrtc-pc's [[NegotiationNeeded]] and [[UpdateNegotiationNeededFlagOnEmptyChain]]. */
  #told = false;
  #tellOnEmptyChain = false;
  #queued = 0;
  #chain: Promise<unknown> = Promise.resolve();
  #made = 0;

  constructor(
    readonly name: string,
    public configuration: RTCConfiguration = {},
  ) {
    super();
  }

  get localDescription(): Description | null {
    return this.#pendingLocal ?? this.currentLocalDescription;
  }

  get remoteDescription(): Description | null {
    return this.#pendingRemote ?? this.currentRemoteDescription;
  }

  get engine(): RTCPeerConnection {
    return this as unknown as RTCPeerConnection;
  }

  /** Something was changed that the other side has to agree to. */
  needNegotiation(): void {
    this.#needed = true;
    this.#updateNegotiationNeeded();
  }

  setLocalDescription(): Promise<void> {
    return this.#operate("setLocalDescription", "", () => {
      this.#made += 1;
      const sdp = `${this.name}${this.#made}${this.sections}`;
      if (this.signalingState === "have-remote-offer") {
        this.currentLocalDescription = { type: "answer", sdp };
        this.currentRemoteDescription = this.#pendingRemote;
        this.#become("stable");
      } else {
        this.#pendingLocal = { type: "offer", sdp };
        this.#become("have-local-offer");
      }
      if (this.gathers) this.findCandidate();
    });
  }

  setRemoteDescription(description: Description): Promise<void> {
    return this.#operate("setRemoteDescription", `${description.type} ${description.sdp}`, () => {
      const { signalingState } = this;
      if (description.type === "answer") {
        if (signalingState !== "have-local-offer") throw new DOMException("no offer", "InvalidStateError");
        this.currentLocalDescription = this.#pendingLocal;
        this.currentRemoteDescription = description;
        this.#needed = false;
        this.#become("stable");
        return;
      }
      if (signalingState === "have-local-offer") this.rollbacks += 1;
      this.#pendingLocal = null;
      this.#pendingRemote = description;
      this.#become("have-remote-offer");
    });
  }

  addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    return this.#operate("addIceCandidate", candidate.candidate ?? "", () => {
      if (this.remoteDescription === null) throw new DOMException("no description", "InvalidStateError");
    });
  }

  restartIce(): void {
    this.restarts += 1;
    this.needNegotiation();
  }

  addTrack(track: MediaStreamTrack): FakeSender {
    const sender = new FakeSender(track);
    this.senders.push(sender);
    this.needNegotiation();
    return sender;
  }

  addTransceiver(trackOrKind: MediaStreamTrack | string, init: RTCRtpTransceiverInit): FakeSender {
    const sender = new FakeSender(typeof trackOrKind === "string" ? null : trackOrKind);
    sender.direction = init.direction ?? "sendrecv";
    sender.streams = init.streams ?? [];
    this.senders.push(sender);
    this.needNegotiation();
    return sender;
  }

  removeTrack(sender: FakeSender): void {
    sender.track = null;
    sender.direction = "recvonly";
    this.needNegotiation();
  }

  getTransceivers = (): FakeSender[] => this.senders;
  getSenders = (): FakeSender[] => this.senders;
  getReceivers = (): { track: MediaStreamTrack }[] => this.senders.map(({ receiver }) => receiver);
  getStats = async (): Promise<Map<string, unknown>> => new Map();
  getConfiguration = (): RTCConfiguration => this.configuration;
  setConfiguration = (configuration: RTCConfiguration): void => void (this.configuration = configuration);

  close(): void {
    this.signalingState = "closed";
    this.connectionState = "closed";
    this.iceConnectionState = "closed";
    for (const sender of this.senders) sender.closed = true;
  }

  /** A local candidate was found: an empty one, which is not sent. */
  findCandidate(): void {
    this.dispatchEvent(Object.assign(new Event("icecandidate"), { candidate: { candidate: "" } }));
  }

  /** As the network would change it. */
  changeIce(state: RTCIceConnectionState, connectionState: RTCPeerConnectionState = this.connectionState): void {
    const changed = { iceconnection: state !== this.iceConnectionState, connection: connectionState !== this.connectionState };
    this.iceConnectionState = state;
    this.connectionState = connectionState;
    if (changed.iceconnection) this.dispatchEvent(new Event("iceconnectionstatechange"));
    if (changed.connection) this.dispatchEvent(new Event("connectionstatechange"));
  }

  async #operate(operation: Operation, detail: string, act: () => void): Promise<void> {
    this.calls.push(`${operation} ${detail}`.trim());
    const refusal = this.refusals[operation];
    delete this.refusals[operation];
    this.#queued += 1;
    const previous = this.#chain;
    const done = (async () => {
      await previous.catch(() => undefined);
      for (let turn = 0; turn < this.turns; turn += 1) await settle();
      if (this.signalingState === "closed") await new Promise(() => undefined); // for ever, as the standard wants it
      this.#queued -= 1;
      if (refusal) throw refusal;
      act();
    })();
    this.#chain = done;
    const emptied = (): void => {
      if (this.#queued === 0 && this.#tellOnEmptyChain) this.#updateNegotiationNeeded();
    };
    done.then(emptied, emptied);
    return done;
  }

  #become(state: RTCSignalingState): void {
    this.signalingState = state;
    if (state === "stable") {
      this.#pendingLocal = this.#pendingRemote = null;
      this.#told = false;
      this.#updateNegotiationNeeded();
    }
    this.dispatchEvent(new Event("signalingstatechange"));
  }

  #updateNegotiationNeeded(): void {
    this.#tellOnEmptyChain = this.#queued > 0;
    if (this.#tellOnEmptyChain) return;
    setImmediate(() => {
      this.#tellOnEmptyChain = this.#queued > 0;
      if (this.#tellOnEmptyChain || this.signalingState !== "stable" || !this.#needed || this.#told) return;
      this.#told = true;
      this.dispatchEvent(new Event("negotiationneeded"));
    });
  }
}
