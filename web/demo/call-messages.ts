import type {
  ForwardedAccept,
  ForwardedAnswer,
  ForwardedHangup,
  ForwardedIceCandidate,
  ForwardedOffer,
  ForwardedReject,
} from "../src/index.ts";
import type { CallEvent } from "./call-state.ts";

/** What moves a call on. */
export type CallControl = ForwardedAccept | ForwardedReject | ForwardedHangup;

/** What its connection is negotiated with. */
export type Negotiated = ForwardedOffer | ForwardedAnswer | ForwardedIceCandidate;

export function isNegotiated(message: CallControl | Negotiated): message is Negotiated {
  return message.type === "call-offer" || message.type === "call-answer" || message.type === "call-ice-candidate";
}

/** What a message of the other party means for the call. */
export function eventOf(message: CallControl): CallEvent {
  const { callId } = message;
  if (message.type === "call-accept") return { type: "accepted", callId };
  const type = message.type === "call-reject" ? "rejected" : "hung-up";
  return { type, callId, reason: message.reason ?? null };
}
