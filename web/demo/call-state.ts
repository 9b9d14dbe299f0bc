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
  | "answered_elsewhere"
  | "busy"
  | "declined"
  | "declined_elsewhere"
  | "elsewhere"
  | "failed"
  | "hung_up"
  | "lost"
  | "missed"
  | "no_answer"
  | "not_allowed"
  | "shutdown"
  | "unreachable";

export type CallState =
  | { readonly phase: "idle" }
  | Outgoing
  | { readonly phase: "incoming"; readonly call: Call }
  | { readonly phase: "connecting"; readonly call: Call }
  | { readonly phase: "connected"; readonly call: Call; readonly since: number; readonly reconnecting: boolean }
  | Ended;

/** A call that rings or is under way. */
export type Live = Exclude<CallState, { phase: "idle" | "ended" }>;

/** `devices` is null where the server does not say. `crossing` is a call of theirs that came while ours was under way. */
export interface Outgoing {
  readonly phase: "outgoing";
  readonly call: Call;
  readonly sent: boolean;
  readonly ringing: boolean;
  readonly devices: number | null;
  readonly crossing: Call | null;
}

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
  | { readonly type: "rings"; readonly callId: string; readonly devices: number | null }
  | { readonly type: "merged"; readonly callId: string; readonly into: string }
  | { readonly type: "forgotten"; readonly callId: string }
  | { readonly type: "rejected" | "hung-up"; readonly callId: string; readonly reason: string | null }
  | { readonly type: "refused"; readonly callId: string; readonly error: string; readonly detail: string }
  | { readonly type: "failed"; readonly callId: string; readonly reason: "failed" | "lost"; readonly detail: string }
  | { readonly type: "ice"; readonly callId: string; readonly state: RTCIceConnectionState };

/**
 * What is to be done about it. `offers`: this side makes the first offer. `devicesOf` is the call whose microphone and
 * camera are taken over, as they are.
 */
export type Effect =
  | { readonly do: "send"; readonly message: CallAccept | CallReject | CallHangup }
  | { readonly do: "connect"; readonly call: Call; readonly offers: boolean; readonly devicesOf?: string }
  | { readonly do: "tell-missed"; readonly peer: string };

export interface Step {
  readonly state: CallState;
  readonly effects: readonly Effect[];
}

export const IDLE: CallState = { phase: "idle" };
