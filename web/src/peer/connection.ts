import { tell } from "../application.ts";
import { preferCodecs } from "./codec-settings.ts";
import { watchDtls } from "./dtls-watch.ts";
import { FirefoxDescriptions } from "./firefox-descriptions.ts";
import { IceServerErrors } from "./ice-candidate-errors.ts";
import { IceRecovery } from "./ice-recovery.ts";
import { renewIceServers } from "./ice-servers.ts";
import { Lifetime } from "../lifetime.ts";
import { LocalCandidates } from "./local-candidates.ts";
import { LocalMedia } from "./local-media.ts";
import type { Mending } from "./mending.ts";
import { loadMending } from "../parts.ts";
import { Negotiator } from "./negotiator.ts";
import type { RemoteDescription } from "./negotiator-options.ts";
import type { PeerConnectionConfig, PeerEnvironment, PeerMessage } from "./peer-config.ts";
import { PeerError } from "./peer-errors.ts";

/**
 * Room for data channels in every offer, in front, where the engine can (W3C webrtc-extensions), as programs have it: for
 * libwebrtc keeps the mid of such a section that was rolled back, refuses another, and asks for a negotiation for ever.
 */
const ROOM_FOR_DATA = { alwaysNegotiateDataChannels: true };

/** An RTCPeerConnection with everything that serves it, wired together. Ended by its lifetime. */
export class Connection {
  readonly pc: RTCPeerConnection;
  readonly lifetime: Lifetime;
  readonly media: LocalMedia;
  readonly negotiator: Negotiator;
  readonly #candidates: LocalCandidates;
  readonly #firefox = new FirefoxDescriptions();
  readonly #config: PeerConnectionConfig;
  readonly #report = (error: PeerError): void => tell(this.#config.onError, error);
  readonly #serverErrors = new IceServerErrors(this.#report);
  #renewal: Promise<void> | undefined;
  #mending: Mending | undefined;

  constructor(config: PeerConnectionConfig, environment: PeerEnvironment, iceServers: RTCIceServer[]) {
    const { polite, iceTransportPolicy = "all", iceCandidatePoolSize = 0 } = config;
    const pc = environment.createConnection({ ...ROOM_FOR_DATA, iceServers, iceTransportPolicy, iceCandidatePoolSize });
    const lifetime = new Lifetime(environment.clock);
    const recovery = new IceRecovery(lifetime, this.#report, () => void this.restartIce().catch(() => undefined));
    this.#config = config;
    this.pc = pc;
    this.lifetime = lifetime;
    this.media = new LocalMedia(pc, lifetime);
    this.#candidates = new LocalCandidates(pc, lifetime, (candidate) => this.#sendCandidate(candidate));
    this.negotiator = new Negotiator(pc, {
      polite,
      lifetime,
      report: this.#report,
      firefox: this.#firefox,
      send: (description) => this.#sendDescription(description),
      onCollision: () => this.#mend((mending) => mending.collided()),
      onNegotiated: () => {
        recovery.negotiated();
        this.#mend((mending) => mending.negotiated());
      },
    });
    this.#listen(recovery);
    lifetime.atEnd(environment.onNetworkChange(() => recovery.networkChanged()));
  }

  /** Takes a description of the other side. */
  async receive(description: RemoteDescription): Promise<void> {
    this.#candidates.described(description.sdp);
    await this.negotiator.receive(description);
  }

  /**
   * Takes a candidate of the other side; the empty one says that there are no more. Ours go out only when the engine has
   * it: on a fast network Firefox's checks come back within a millisecond.
   */
  async receiveCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    await this.negotiator.candidates.receive(candidate);
    this.#candidates.found(candidate);
  }

  /** Fetches fresh credentials, then has the engine restart; the offer follows by itself. Rejects only when closed. */
  async restartIce(): Promise<void> {
    const { refreshIceServers } = this.#config;
    if (refreshIceServers) {
      this.#renewal ??= renewIceServers(this.pc, refreshIceServers, this.lifetime, this.#report);
      await this.#renewal.finally(() => (this.#renewal = undefined));
    }
    this.#serverErrors.gatheringAnew();
    this.pc.restartIce();
    this.negotiator.changed();
  }

  /** Ends everything: tracks of both sides, unless ours are kept, timers, listeners, promises under way. */
  close(keepTracks: boolean): void {
    this.lifetime.end();
    if (!keepTracks) this.media.stop();
    for (const { track } of this.pc.getReceivers()) track.stop();
    this.pc.close();
  }

  #mend(act: (mending: Mending) => void): void {
    const report = {
      onStalled: (track: MediaStreamTrack): void => this.#report(new PeerError("media_stalled", { track })),
      onConnected: (): void => this.negotiator.restartSettled(),
    };
    loadMending().then(({ Mending }) => {
      if (!this.lifetime.ended) act((this.#mending ??= new Mending(this.pc, this.lifetime, report)));
    }, () => undefined);
  }

  #listen(recovery: IceRecovery): void {
    const { pc, lifetime: { signal } } = this;
    const { onTrack, onIceConnectionStateChange, codecs } = this.#config;
    preferCodecs(pc, signal, codecs);
    watchDtls(pc, this.lifetime, this.#report);
    pc.addEventListener("negotiationneeded", () => void this.negotiator.negotiate(), { signal });
    pc.addEventListener("icecandidate", ({ candidate }) => this.#candidates.gathered(candidate), { signal });
    pc.addEventListener("signalingstatechange", () => this.#candidates.stateChanged(), { signal });
    pc.addEventListener("icecandidateerror", (event) => this.#serverErrors.heard(event), { signal });
    pc.addEventListener("track", (event) => onTrack(event.track, event.streams, event), { signal });
    pc.addEventListener("iceconnectionstatechange", () => recovery.stateChanged(pc.iceConnectionState), { signal });
    pc.addEventListener("iceconnectionstatechange", () => onIceConnectionStateChange(pc.iceConnectionState), { signal });
  }

  #sendDescription({ type, sdp }: RTCSessionDescription): void {
    const sent = this.#candidates.inDescription(this.#firefox.edited(sdp));
    this.#send({ type: type === "offer" ? "call-offer" : "call-answer", ...this.#address, sdp: sent });
  }

  /** The end of candidates goes out once a gathering: as null's event, not as the empty candidates before it. */
  #sendCandidate(candidate: RTCIceCandidate | null): void {
    if (candidate?.candidate === "") return;
    const { candidate: line = "", ...rest } = candidate?.toJSON() ?? {};
    this.#send({ type: "call-ice-candidate", ...this.#address, candidate: { candidate: line, ...rest } });
  }

  #send(message: PeerMessage): void {
    const failed = (cause: unknown): void =>
      this.#report(new PeerError("signaling_failed", { cause }));
    try {
      Promise.resolve(this.#config.signaling.send(message)).catch(failed);
    } catch (cause) {
      failed(cause);
    }
  }

  get #address(): { recipientId: string; callId: string } {
    return { recipientId: this.#config.remoteUserId, callId: this.#config.callId };
  }
}
