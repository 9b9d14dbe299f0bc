import { PeerError, type PeerErrorCode, type ReportError } from "./peer-errors.ts";

/** STUN error codes (RFC 8489 §14.8, RFC 8656 §19) that say something particular; 701 is webrtc-pc's own. */
const MEANINGS: Readonly<Partial<Record<number, PeerErrorCode>>> = {
  401: "turn_credentials_refused",
  403: "turn_credentials_refused",
  438: "turn_credentials_refused",
  441: "turn_credentials_refused",
  486: "turn_quota_reached",
  701: "ice_server_unreachable",
};

/**
 * Names what an `icecandidateerror` means. None is fatal by itself: another server or path may do.
 * Source: W3C webrtc-pc, RTCPeerConnectionIceErrorEvent.
 */
export function iceCandidateError(
  event: Pick<RTCPeerConnectionIceErrorEvent, "errorCode" | "errorText" | "url">,
): PeerError {
  const { errorCode, errorText, url } = event;
  const code = MEANINGS[errorCode] ?? "ice_server_error";
  return new PeerError(code, { errorCode, url, ...(errorText && { reason: errorText }) });
}

/** Tells each of them once a gathering: browsers repeat them for every network interface. */
export class IceServerErrors {
  readonly #report: ReportError;
  readonly #told = new Set<string>();

  constructor(report: ReportError) {
    this.#report = report;
  }

  gatheringAnew(): void {
    this.#told.clear();
  }

  /** For `icecandidateerror`. */
  heard(event: RTCPeerConnectionIceErrorEvent): void {
    const key = `${event.errorCode} ${event.url}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#report(iceCandidateError(event));
  }
}
