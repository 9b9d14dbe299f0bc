import { CodedError } from "../coded-error.ts";

/** The stable name of everything that can go wrong with one connection. */
export type PeerErrorCode =
  | "candidate_failed"
  | "connection_timeout"
  | "description_failed"
  | "dtls_failed"
  | "ice_recovery_failed"
  | "ice_server_error"
  | "ice_server_unreachable"
  | "ice_servers_refresh_failed"
  | "media_stalled"
  | "negotiation_failed"
  | "not_initialized"
  | "signaling_failed"
  | "turn_credentials_refused"
  | "turn_quota_reached"
  | "turn_unavailable";

/** What belongs to some of the codes. */
export interface PeerErrorDetails {
  /** The underlying error. */
  cause?: unknown;
  /** The call cannot go on: end it. Otherwise it goes on, perhaps with less. */
  fatal?: boolean;
  /** Why, as a short code. */
  reason?: string;
  /** The ICE server that answered so. */
  url?: string;
  /** The STUN error code (RFC 8489 §14.8, RFC 8656 §19), or 701 when the server could not be reached. */
  errorCode?: number;
  /** The local track concerned. */
  track?: MediaStreamTrack;
}

/** One thing that went wrong, as `onError` receives it; never thrown. */
export class PeerError extends CodedError<PeerErrorCode> implements Readonly<PeerErrorDetails> {
  override readonly name = "PeerError";
  readonly fatal: boolean = false;
  declare readonly reason?: string;
  declare readonly url?: string;
  declare readonly errorCode?: number;
  declare readonly track?: MediaStreamTrack;

  constructor(code: PeerErrorCode, details: PeerErrorDetails = {}) {
    super(code, details);
    Object.assign(this, details);
  }
}

/** Receives what went wrong. */
export type ReportError = (error: PeerError) => void;
