import type { CallAccept, CallHangup, CallReject } from "../src/index.ts";

/** One call, as seen from this side. */
export interface Call {
  readonly callId: string;
  /** The other party's user id. */
  readonly peer: string;
  /** Incoming: whether the caller sends a picture. Otherwise: whether this side wants to. */
  readonly video: boolean;
}

export type EndReason =
  | "busy"
  | "declined"
  | "elsewhere"
  | "failed"
  | "hung_up"
  | "lost"
  | "missed"
  | "no_answer"
  | "not_allowed"
  | "unreachable";

export type CallState =
  | { readonly phase: "idle" }
  | { readonly phase: "outgoing"; readonly call: Call; readonly ringing: boolean }
  | { readonly phase: "incoming"; readonly call: Call }
  | { readonly phase: "connecting"; readonly call: Call }
  | { readonly phase: "connected"; readonly call: Call; readonly since: number; readonly reconnecting: boolean }
  | Ended;

/** `connectedMs` is null for a call that never connected; `detail` is a sentence that says more. */
export interface Ended {
  readonly phase: "ended";
  readonly call: Call;
  readonly reason: EndReason;
  readonly connectedMs: number | null;
  readonly detail: string | null;
}

/** What happens to calls. With a `callId` it counts only for that call, without one for whatever call there is. */
export type CallEvent =
  | { readonly type: "dial" | "offered"; readonly call: Call }
  | { readonly type: "accept"; readonly video: boolean }
  | { readonly type: "decline" | "hang-up" | "dismiss" }
  | { readonly type: "offer-sent" | "accepted" | "ring-timeout" | "vanished" | "elsewhere"; readonly callId: string }
  | { readonly type: "rejected" | "hung-up"; readonly callId: string; readonly reason: string | null }
  | { readonly type: "refused"; readonly callId: string; readonly error: string; readonly detail: string }
  | { readonly type: "failed"; readonly callId: string; readonly reason: "failed" | "lost"; readonly detail: string }
  | { readonly type: "ice"; readonly callId: string; readonly state: RTCIceConnectionState };

/** What is to be done about it. `devicesOf` is the call whose microphone and camera are taken over, as they are. */
export type Effect =
  | { readonly do: "send"; readonly message: CallAccept | CallReject | CallHangup }
  | { readonly do: "connect"; readonly call: Call; readonly devicesOf?: string }
  | { readonly do: "tell-missed"; readonly peer: string };

export interface Step {
  readonly state: CallState;
  readonly effects: readonly Effect[];
}

export const IDLE: CallState = { phase: "idle" };
