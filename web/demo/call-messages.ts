import type {
  CallMerged,
  CallRinging,
  ForwardedAccept,
  ForwardedAnswer,
  ForwardedHangup,
  ForwardedIceCandidate,
  ForwardedOffer,
  ForwardedReject,
} from "../src/index.ts";
import type { CallEvent } from "./call-state.ts";

/** What moves a call on. */
export type CallControl = ForwardedAccept | ForwardedReject | ForwardedHangup | CallRinging | CallMerged;

/** What its connection is negotiated with. */
export type Negotiated = ForwardedOffer | ForwardedAnswer | ForwardedIceCandidate;

export function isNegotiated(message: CallControl | Negotiated): message is Negotiated {
  return message.type === "call-offer" || message.type === "call-answer" || message.type === "call-ice-candidate";
}

/** What a message of the other party means for the call. */
export function eventOf(message: CallControl): CallEvent {
  const { callId } = message;
  switch (message.type) {
    case "call-accept":
      return { type: "accepted", callId };
    case "call-ringing":
      return { type: "rings", callId, devices: message.devices };
    case "call-merged":
      return { type: "merged", callId, into: message.into };
    case "call-reject":
      return { type: "rejected", callId, reason: message.reason ?? null };
    case "call-hangup":
      return { type: "hung-up", callId, reason: message.reason ?? null };
  }
}
