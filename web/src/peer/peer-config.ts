import { systemClock, type Cancel, type Clock } from "../clock.ts";
import type { CallAnswer, CallIceCandidate, CallOffer } from "../messages.gen.ts";
import { onNetworkChange } from "../network-change.ts";
import type { CodecSettings } from "./codec-settings.ts";
import type { ReportError } from "./peer-errors.ts";

/** What a connection has to say to the other side. */
export type PeerMessage = CallOffer | CallAnswer | CallIceCandidate;

/** Anything that carries messages to the other side, each once and in order; `SignalingClient` is one. */
export interface Signaling {
  send(message: PeerMessage): unknown;
}

/** What a connection is made from. */
export interface PeerConnectionConfig {
  /**
   * Gives way when both sides offer at once: true on exactly one side. See `isPolite`. A function is asked each time: the
   * server decides it, and has told the caller by the time that offers can cross.
   */
  readonly polite: boolean | (() => boolean);
  readonly callId: string;
  readonly remoteUserId: string;
  readonly signaling: Signaling;
  /** A track of the other side has come; the same one again when it comes back or changes its streams. */
  readonly onTrack: (track: MediaStreamTrack, streams: readonly MediaStream[], event: RTCTrackEvent) => void;
  readonly onIceConnectionStateChange: (state: RTCIceConnectionState) => void;
  /** Something went wrong; `fatal` says whether the call can go on. */
  readonly onError?: ReportError;
  /** Fresh ICE servers, asked for before every ICE restart. */
  readonly refreshIceServers?: () => Promise<RTCIceServer[]>;
  /** "relay" hides this machine's addresses from the other side: TURN only. */
  readonly iceTransportPolicy?: RTCIceTransportPolicy;
  readonly codecs?: CodecSettings;
  /** For how many transports to gather ahead of the first description. None by default: Chromium trips over it. */
  readonly iceCandidatePoolSize?: number;
}

/** What a connection takes from the browser; tests put their own in its place. */
export interface PeerEnvironment {
  readonly clock: Clock;
  readonly createConnection: (configuration: RTCConfiguration) => RTCPeerConnection;
  readonly onNetworkChange: (listener: () => void) => Cancel;
}

export const browserEnvironment: PeerEnvironment = {
  clock: systemClock,
  createConnection: (configuration) => new RTCPeerConnection(configuration),
  onNetworkChange,
};
