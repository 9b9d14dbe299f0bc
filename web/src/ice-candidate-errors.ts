import { PeerError, type PeerErrorCode } from "./peer-errors.ts";

const REFUSED = "The TURN server refused the credentials: they are wrong or have expired.";
const UNREACHABLE = "The STUN or TURN server could not be reached.";

/** STUN error codes (RFC 8489 §14.8, RFC 8656 §19) that say something particular; 701 is webrtc-pc's own. */
const MEANINGS: ReadonlyMap<number, readonly [PeerErrorCode, string]> = new Map([
  [401, ["turn_credentials_refused", REFUSED]],
  [403, ["turn_credentials_refused", "The TURN server forbids what was asked of it."]],
  [438, ["turn_credentials_refused", REFUSED]],
  [441, ["turn_credentials_refused", REFUSED]],
  [486, ["turn_quota_reached", "The TURN server has reached its limit of allocations for this user."]],
  [701, ["ice_server_unreachable", UNREACHABLE]],
]);

/**
 * Names what an `icecandidateerror` means. None is fatal by itself: another server or path may do.
 * Source: W3C webrtc-pc, RTCPeerConnectionIceErrorEvent.
 */
export function iceCandidateError(
  event: Pick<RTCPeerConnectionIceErrorEvent, "errorCode" | "errorText" | "url">,
): PeerError {
  const { errorCode, errorText, url } = event;
  const unknown = `The STUN or TURN server answered with error ${errorCode}.`;
  const [code, sentence] = MEANINGS.get(errorCode) ?? ["ice_server_error", unknown];
  const reason = errorText === "" ? {} : { reason: errorText };
  return new PeerError(code, sentence, { errorCode, url, ...reason });
}
